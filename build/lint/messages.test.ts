import { ESLint } from 'eslint'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import { afterAll, describe, expect, it } from 'vitest'
import { messages } from './messages.ts'
import { runTimeKeysIn } from './run-time-keys.ts'

const root = path.join(import.meta.dirname, '..', '..')
/** A project of two languages, inside this one since ESLint's parsers are found from there. */
const project = path.join(root, '.cache', 'lint')
mkdirSync(project, { recursive: true })
const folder = mkdtempSync(path.join(project, 'messages-'))
const write = (file: string, content: string | object) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
}
const component = (template: string) => `<script setup lang="ts"></script><template>${template}</template>`

write('renderer/i18n/en/shared.json', { hello: 'Hello', gone: 'Gone', both: { one: 'One' } })
write('renderer/i18n/pt/shared.json', { hello: 'Olá' })
write('renderer/i18n/pt/kiosk.json', { hello: '<b>Olá</b>', gone: 'Foi {nome', both: {} })
write('renderer/Page.vue', component("<p>{{ t('hello') }}</p>"))
cpSync(path.join(root, 'renderer', '.eslintrc.json'), path.join(folder, 'renderer', '.eslintrc.json'))
afterAll(() => rmSync(folder, { recursive: true }))

const eslint = new ESLint({
  cwd: folder,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.vue'],
      plugins: { vue },
      languageOptions: {
        parser: vue.configs['flat/base'][1]?.languageOptions?.parser,
        parserOptions: { parser: tseslint.parser },
      },
    },
    ...messages,
  ],
})
const complaintsOf = async (file: string) => {
  const [result] = await eslint.lintFiles(`renderer/i18n/${file}`)
  return result?.messages.map(({ message }) => message)
}
const rulesOf = ([result]: ESLint.LintResult[]) => result?.messages.map(({ ruleId, message }) => ruleId ?? message)
const complaints = async (template: string) =>
  rulesOf(await eslint.lintText(component(template), { filePath: path.join(folder, 'renderer', 'Page.vue') }))

describe('lint of the messages', () => {
  it('reports a message that another language lacks or that nobody asks for', async () => {
    expect(await complaintsOf('en/shared.json')).toEqual([
      "unused 'gone' key",
      "'both.one' does not exist in 'pt' locale(s)",
      "unused 'both.one' key",
    ])
  })

  it('reports a message that is there twice, is no sentence of the format or holds markup', async () => {
    expect(await complaintsOf('pt/shared.json')).toEqual([
      "duplicate key 'hello' in 'pt'. \"./renderer/i18n/pt/kiosk.json\" has the same key",
    ])
    expect(await complaintsOf('pt/kiosk.json')).toEqual([
      "duplicate key 'hello' in 'pt'. \"./renderer/i18n/pt/shared.json\" has the same key",
      'used HTML localization message',
      "unused 'gone' key",
      'Unterminated closing brace',
    ])
  })

  it('reports a key that does not exist, and a $t', async () => {
    expect(await complaints("<p>{{ t('hello') }}</p>")).toEqual([])
    expect(await complaints("<p>{{ t('hullo') }}</p>")).toEqual(['@intlify/vue-i18n/no-missing-keys'])
    expect(await complaints("<p>{{ $t('hello') }}</p>")).toEqual(['vue/no-restricted-syntax'])
  })

  it('counts keys as used that are put together or chosen', () => {
    const script = "t('a.b'); t(`c.${d}.e`, { n: 1 }); t(ok ? 'f' : `g.${h}`); at('no'); import('no')"
    expect(runTimeKeysIn(script, 'x.ts')).toEqual(['/^c\\.[^.]+\\.e$/', 'f', '/^g\\.[^.]+$/'])
    expect(runTimeKeysIn(component('<p :title="t(`a.${b}`)">{{ t(ok ? `c` : `d.e`) }}</p>'), 'x.vue')).toEqual([
      '/^a\\.[^.]+$/',
    ])
  })

  it.each([
    '<p>Olá</p>',
    '<p>hello</p>',
    '<p v-if="x">你好</p>',
    '<p aria-label="close" />',
    "<p>{{ x ? 'é' : '' }}</p>",
    '<ul><li v-for="x in y" :key="x">word</li></ul>',
  ])('reports a template that holds %s itself', async (template) => {
    expect(await complaints(template)).toEqual(['@intlify/vue-i18n/no-raw-text'])
  })

  it.each(["<p>{{ t('hello') }}</p>", '<p>MOP {{ x }} · %</p>', '<b keys="F2" class="some-words" />'])(
    'reports nothing when a template holds %s',
    async (template) => {
      expect(await complaints(template)).toEqual([])
    },
  )
})
