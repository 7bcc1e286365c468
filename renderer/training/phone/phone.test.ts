// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { usePhone } from './phone.ts'

afterEach(() => void vi.unstubAllGlobals())

describe("a resident's phone", () => {
  it("shows nothing of another one's wallet", async () => {
    const request = {
      attempt: 'a/1',
      how: 'shown',
      amountAvos: 85_000,
      expiresAt: Date.now() + 60_000,
      state: 'approved',
    }
    let answer: (decision: Response) => void = () => {}
    vi.stubGlobal('fetch', (path: string) =>
      path.endsWith('/decisions')
        ? new Promise((resolve) => {
            answer = resolve
          })
        : new Promise(() => {}),
    )
    const scope = effectScope()
    const phone = scope.run(usePhone)
    if (!phone) throw new Error('no phone')
    phone.choose('one')
    const deciding = phone.decide('a/1', true)
    phone.choose('other')
    answer(Response.json(request))
    await deciding
    expect(phone.decided.value).toBeNull()
    phone.choose('one')
    const again = phone.decide('a/1', true)
    answer(Response.json(request))
    await vi.waitFor(() => expect(phone.decided.value).toMatchObject({ state: 'approved' }))
    scope.stop()
    void again
  })
})
