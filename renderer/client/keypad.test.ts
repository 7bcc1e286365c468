// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { moveFocus } from './keypad.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

const show = (task: string): void => {
  document.body.innerHTML = `<nav><button>English</button></nav><main>${task}</main><nav><button>Text size</button></nav>`
}

describe('the focus that a keypad moves', () => {
  it('goes from what has it to the next place and the one before, round at the ends', () => {
    show('<h1 tabindex="-1">Paid</h1><button>Print it</button>')
    document.querySelector<HTMLElement>('main button')?.focus()
    expect(moveFocus(1)?.textContent).toBe('Text size')
    expect(moveFocus(1)?.textContent).toBe('English')
    expect(moveFocus(-1)?.textContent).toBe('Text size')
  })

  it('begins at the title where what had it is gone', () => {
    show('<h1 tabindex="-1">Paid</h1><button>Print it</button>')
    const gone = document.querySelector<HTMLElement>('main button')
    gone?.focus()
    gone?.replaceWith(Object.assign(document.createElement('button'), { textContent: 'Print it again' }))
    expect(moveFocus(1)?.textContent).toBe('Print it again')
    show('<h1 tabindex="-1">Paid</h1><button>Print it</button>')
    expect(moveFocus(-1)?.textContent).toBe('English')
  })
})
