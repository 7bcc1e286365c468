import { describe, expect, it } from 'vitest'
import { checkMessages, compareLanguages, compareUse, keysAskedFor, leavesOf, sentencesIn } from './messages.ts'

const languages = (a: Record<string, string>, b: Record<string, string>) =>
  new Map([
    ['a', new Map(Object.entries(a))],
    ['b', new Map(Object.entries(b))],
  ])
const vue = (template: string) => ({
  file: 'x.vue',
  text: `<script setup lang="ts"></script><template>${template}</template>`,
})

describe('messages', () => {
  it('are complete in the product', async () => {
    expect(await checkMessages()).toEqual([])
  })

  it('are found incomplete when a language lacks one, leaves one empty or forgets a value', () => {
    expect(compareLanguages(languages({ hello: 'x' }, {}))).toEqual(['b: hello is missing'])
    expect(compareLanguages(languages({ hello: 'x' }, { hello: ' ' }))).toEqual(['b: hello is empty'])
    expect(compareLanguages(languages({ hello: '{name}' }, { hello: '{nome}' }))).toEqual([
      'hello: its places for values differ between languages',
    ])
    expect(compareLanguages(languages({ hello: 'a | b' }, { hello: 'c' }))).toHaveLength(1)
  })

  it('are flattened to dotted keys when they are nested', () => {
    expect([...leavesOf({ a: { b: 'x', c: { d: 'y' } } })]).toEqual([
      ['a.b', 'x'],
      ['a.c.d', 'y'],
    ])
  })

  it('count as used when a page asks for them plainly, by a pattern or by a choice', () => {
    expect(
      keysAskedFor({
        file: 'x.vue',
        text: "{{ $t('a.b') }} t(`c.${d}.e`, { n: 1 }) t(ok ? 'f' : 'g') at('no') import('no')",
      }),
    ).toEqual(['a.b', 'c.*.e', 'f', 'g'])
  })

  it('are reported when they are unused or missing', () => {
    const sources = [{ file: 'x.ts', text: "t('a') t(`b.${x}`) t('gone') t(`none.${x}`)" }]
    expect(compareUse(new Set(['a', 'b.c', 'd']), sources)).toEqual([
      "x.ts: asks for gone, which doesn't exist",
      "x.ts: asks for none.*, which doesn't exist",
      'd is used nowhere',
    ])
  })

  it.each([
    '<p>Olá</p>',
    '<p>hello</p>',
    '<p v-if="x">你好</p>',
    '<p aria-label="close" />',
    "<p>{{ x ? 'é' : '' }}</p>",
    '<ul><li v-for="x in y" :key="x">word</li></ul>',
  ])('are reported when a template holds %s itself', (template) => {
    expect(sentencesIn(vue(template))).toHaveLength(1)
  })

  it.each(["<p>{{ $t('a') }}</p>", '<p>MOP {{ x }} · %</p>', '<b keys="F2" class="some-words" />'])(
    'are not reported when a template holds %s',
    (template) => {
      expect(sentencesIn(vue(template))).toEqual([])
    },
  )
})
