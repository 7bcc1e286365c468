import { describe, expect, it } from 'vitest'
import { checkCitations, deadCitations, deadDecisions, deadFileNames, missingTerms } from './citations.ts'

const codes = { file: 'codes.md', text: '# Codes\n\n## 1. One scan\n\nText.\n\n## 2. The eID\n' }
const money = {
  file: 'money.md',
  text:
    '# Money\n\n## The journal\n\n- **Dates that are true.** They are.\n\n## A payment\n\n1. ' +
    'First.\n2. One owner for all.\n\n## Shifts\n\n3. Elsewhere.\n',
}
const dead = (text: string) => deadCitations([codes, money], [{ file: 'x.ts', text }])

describe('citations', () => {
  it('are all good in the product', async () => {
    expect(await checkCitations()).toEqual([])
  })

  it('are good when the document has what they name', () => {
    const good = [
      'codes.md',
      '(codes.md, section 1)',
      'codes.md, sections 1 and 2',
      'money.md, "A payment"',
      'money.md, "A payment", 1 and 2',
      'money.md, "Dates that are true"',
      'money.md, "One owner"',
      'build/design/money.md',
    ]
    expect(good.flatMap(dead)).toEqual([])
  })

  it("are found dead when the document, its section, its passage or its point isn't there", () => {
    expect(dead('// (papers.md)')).toEqual(["x.ts: papers.md isn't in build/design"])
    expect(dead('/** codes.md, sections 2 and 3 */')).toEqual(['x.ts: codes.md has no section 3'])
    expect(dead('money.md, "A pay"')).toEqual(['x.ts: money.md has no "A pay"'])
    expect(dead('money.md, "Shift"')).toEqual(['x.ts: money.md has no "Shift"'])
    expect(dead('money.md, "A payment", 2 and 3')).toEqual(['x.ts: money.md has no "A payment", 3'])
  })

  it('are checked when a comment breaks them over lines', () => {
    expect(dead('/**\n * What it is (codes.md,\n * section 9).\n */')).toEqual(['x.ts: codes.md has no section 9'])
  })

  it("of other files aren't checked", () => {
    expect(dead('README.md, 12-an-update.md, ../other.md, notes.mdx')).toEqual([])
  })
})

describe('a term of the glossary', () => {
  const glossary = (cell: string) => ({
    file: 'glossary.md',
    text: `| term | code |\n|---|---|\n| a \`word\` | ${cell} | it |\n`,
  })
  const code = [{ file: 'x.ts', text: "interface Head { kind: 'head-file' }" }]

  it('is good when the code has its word, whole', () => {
    expect(missingTerms(glossary('`Head`, `head-file`'), code)).toEqual([])
    expect(missingTerms(glossary(''), code)).toEqual([])
  })

  it('is refused when the code lacks its word, or has it only within another', () => {
    expect(missingTerms(glossary('`Head`, `Tail`'), code)).toEqual(['glossary.md: the code has no Tail'])
    expect(missingTerms(glossary('`head`'), code)).toEqual(['glossary.md: the code has no head'])
  })
})

describe('cited decisions', () => {
  const deadIn = (text: string) => deadDecisions(['04-messages.md', '12-updates.md'], [{ file: 'x.service', text }])

  it('are good when the decision exists', () => {
    expect(
      ['decision 12', 'decisions/12', 'build/decisions/04-messages.md', '# decision\n# 4'].flatMap((text) =>
        deadIn(text),
      ),
    ).toEqual([])
  })

  it.each(['decision 5', 'decisions/13', 'build/decisions/04-message.md', 'decision 1'])(
    'are told when the decision does not exist: %s',
    (text) => {
      expect(deadIn(text)).toHaveLength(1)
    },
  )
})

describe('files that documents name', () => {
  const files = ['README.md', 'electron/station/main.ts', 'build/decisions/04-messages.md']
  const deadIn = (text: string) => deadFileNames(files, [{ file: 'build/CONTRIBUTING.md', text }])

  it('are good when they exist, by their path or its end', () => {
    const good = [
      '`electron/station/main.ts` and `main.ts`',
      '[readme](../README.md) and [decision](decisions/04-messages.md#why "title"), [all](decisions/)',
      '[elsewhere](https://example.org/none.md), [here](#above)',
      '`electron/NAME/port.ts`, `NAME.test.ts`, `settings.json`',
    ]
    expect(good.flatMap(deadIn)).toEqual([])
  })

  it.each(['`electron/main.ts`', '`ain.ts`', '[readme](README.md)', '[decision](decisions/05-none.md)', '[a](none/)'])(
    'are told when they do not exist: %s',
    (text) => {
      expect(deadIn(text)).toHaveLength(1)
    },
  )
})
