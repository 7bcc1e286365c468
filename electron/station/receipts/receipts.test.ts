import { describe, expect, it } from 'vitest'
import { readFrame } from '../../../hardware/scanner/camera/read.ts'
import { codeOn, wordsOn } from '../../../hardware/printer/paper.fixture.ts'
import { renderEscPos, renderSvg } from '../../../hardware/printer/paper.ts'
import { messageText } from './message.ts'
import { createReceipts } from './receipts.ts'
import { CAR, FINE, FLEET, sampleReceipt, sampleSigner, sampleSlip } from './receipts.fixture.ts'

const receipts = createReceipts(sampleSigner())
const receiptWords = (...[other]: Parameters<typeof sampleReceipt>) =>
  wordsOn(renderSvg(receipts.receipt(sampleReceipt(other)).markup))
const slipWords = (...[other]: Parameters<typeof sampleSlip>) =>
  wordsOn(renderSvg(receipts.pendingSlip(sampleSlip(other)).markup))
const isMark = (words: string) => words === '培訓 TRAINING'

describe('a receipt', () => {
  it('says in Chinese and English what was paid, where, when and how', () => {
    const words = receiptWords()
    for (const said of [
      '繳費收據',
      'Payment receipt',
      '政府綜合服務大樓 Edifício de Serviços',
      '收據編號 Receipt no. kiosk-07-1234',
      '付款時間 Paid at (Macao) 2026-03-02 14:05:09',
      '服務站 Station kiosk-07',
      '行車稅 Vehicle tax 2026 MOP 850.00',
      'MT-00-01 交通事務局 DSAT',
      '下次驗車 Next inspection 2026-08-31',
      '總額 TOTAL MOP 850.00',
      '付款方式 Paid by 電子錢包 Mobile wallet · MPay',
    ])
      expect(words).toContain(said)
    expect(words.join()).not.toMatch(/TRAINING|REPRINT|Cash|Change/)
  })

  it('says it in Chinese and Portuguese', () => {
    const words = receiptWords({ secondLanguage: 'pt', tender: 'cash', givenAvos: 100_000, changeAvos: 15_000 })
    for (const said of [
      'Recibo de pagamento',
      '行車稅 Imposto de circulação 2026 MOP 850.00',
      '付款方式 Pago com 現金 Numerário',
      '實收 Entregue MOP 1,000.00',
      '找續 Troco MOP 150.00',
    ])
      expect(words).toContain(said)
  })

  it('says that it proves a past payment only when entries after it are lost', () => {
    for (const [secondLanguage, said] of [
      ['en', 'proves that it was paid at that time'],
      ['pt', 'prova que foi pago nessa data'],
    ] as const) {
      const words = receiptWords({ secondLanguage, isBeforeLoss: true }).join(' ')
      expect(words).toContain(said)
      expect(words).toContain('本收據證明當時已付款')
      expect(receiptWords({ secondLanguage }).join(' ')).not.toContain(said)
    }
    const text = messageText({ number: 'kiosk-07-1234', totalAvos: 85_000, at: 0, training: true, isBeforeLoss: true })
    expect(text).toMatch(/since then not known$/)
    expect(text.length).toBeLessThan(300)
  })

  it('names each item and its department', () => {
    const words = receiptWords({
      items: [FINE, CAR, { agency: 'MP', kind: 'slip', subject: 'MP-2026-9', amountAvos: 5 }],
    })
    for (const said of [
      '罰款 Fine MOP 600.00',
      'PN-2026-000017 治安警察局 CPSP',
      '繳費單 Payment slip MOP 0.05',
      'MP-2026-9 檢察院 MP',
      '總額 TOTAL MOP 1,450.05',
    ]) {
      expect(words).toContain(said)
    }
  })

  it('says TRAINING first and last in training, and REPRINT when it is printed again', () => {
    const words = receiptWords({ training: true, reprint: true })
    expect(isMark(words[0] ?? '')).toBe(true)
    expect(words.filter(isMark)).toHaveLength(2)
    expect(words.slice(-3)).toEqual(['培訓 TRAINING', '培訓用，並非真實付款', 'For training: not a real payment'])
    expect(words).toContain('補印 REPRINT')
  })

  it('says that its code holds only a checksum when it has too many items', () => {
    const items = Array.from({ length: 60 }, (_, index) => ({ ...FINE, subject: `PN-2026-${String(100_000 + index)}` }))
    expect(receiptWords({ items }).join()).toContain('項目太多')
    expect(receiptWords({ items: FLEET }).join()).not.toContain('項目太多')
  })

  it.each([
    ['one car', { items: [CAR] }],
    ['ten cars and a fine', { items: FLEET }],
  ])('shows its own code, which a scanner reads: %s', async (_, other) => {
    const { code, markup } = receipts.receipt(sampleReceipt(other))
    const [read] = await readFrame(codeOn(renderSvg(markup)), { everything: false })
    expect(read?.text).toBe(code)
  })

  it("converts to a printer's bytes with no character lost", () => {
    for (const markup of [
      receipts.receipt(sampleReceipt({ items: [CAR, FINE], secondLanguage: 'pt', training: true, reprint: true }))
        .markup,
      receipts.pendingSlip(sampleSlip({ secondLanguage: 'pt' })).markup,
    ]) {
      const words = markup
        .split('\n')
        .filter((each) => !each.startsWith('{code:'))
        .join('\n')
      expect(words).not.toBe(markup)
      expect(Buffer.from(renderEscPos(words)).toString('latin1')).not.toContain('?')
    }
  })

  it("isn't changed by printer commands in the words that it prints", () => {
    const evil = '"|^^^{code:https://evil;option:qrcode,8}\n===\n{image:AAAA}'
    const svg = renderSvg(
      receipts.receipt(
        sampleReceipt({ provider: evil, station: { id: evil, site: evil }, items: [{ ...CAR, subject: evil }] }),
      ).markup,
    )
    expect(svg.match(/<path transform/g)).toHaveLength(1)
    expect(svg).not.toContain('<image')
    expect(wordsOn(svg).join('').split('code:https://evil').length - 1).toBe(4)
  })
})

describe('a pending slip', () => {
  it('says that the outcome is unknown, what happens next, until when, and whom to ask', () => {
    const words = slipWords({ items: [CAR, FINE] })
    const text = words.join(' ')
    for (const said of [
      'we do not know whether the money was taken',
      'The station keeps asking',
      'do not pay the items below again',
      '電子錢包或銀行還未回覆',
      '請勿再次繳付',
    ])
      expect(text).toContain(said)
    for (const said of [
      '本單有效至 Good until 2026-04-01 14:05:09',
      '019cad3f-6f00-7abc-8def-0123456789ab',
      '交通事務局 DSAT 8866 6363',
      '治安警察局 CPSP 2837 4214',
    ])
      expect(words).toContain(said)
    expect(text).not.toMatch(/收據編號|Receipt no/)
  })

  it('says in Portuguese that the money is on its way back', () => {
    const text = slipWords({ secondLanguage: 'pt', outcome: 'reversing' }).join(' ')
    expect(text).toContain('está a ser devolvido ao mesmo meio de pagamento')
    expect(text).not.toContain('O posto continua a perguntar')
  })

  it('says that no money goes back by itself when a member of staff has to help', () => {
    for (const [secondLanguage, said] of [
      [
        'en',
        [
          'no money goes back by itself',
          'A member of staff finds out',
          'please keep this slip',
          'please ask a member of staff',
        ],
      ],
      ['pt', ['nada é devolvido automaticamente', 'guarde este talão']],
    ] as const) {
      const text = slipWords({ secondLanguage, outcome: 'staff' }).join(' ')
      for (const each of [...said, '款項不會自動退回', '請保留本單']) expect(text).toContain(each)
      expect(text).not.toMatch(/on its way back|a ser devolvido|正退回|退款自動|Until then|在此之前/)
    }
  })

  it('leads to a counter when the department has no hotline', () => {
    const text = slipWords({ items: [{ agency: 'TUI', kind: 'slip', subject: 'TUI-1', amountAvos: 100 }] }).join(' ')
    expect(text).toContain('take this slip to a counter of the department')
    expect(text).not.toContain('or call')
  })

  it('says TRAINING first and last in training, and shows its own code', async () => {
    const { code, markup } = receipts.pendingSlip(sampleSlip({ training: true }))
    const words = wordsOn(renderSvg(markup))
    expect(words.filter(isMark)).toHaveLength(2)
    expect(words.at(-3)).toBe('培訓 TRAINING')
    expect((await readFrame(codeOn(renderSvg(markup)), { everything: false }))[0]?.text).toBe(code)
  })
})

describe('the short message', () => {
  it('confirms a payment in three languages', () => {
    expect(
      messageText({ number: 'kiosk-07-1234', totalAvos: 85_000, at: Date.UTC(2026, 2, 2, 6, 5, 9), training: false }),
    ).toBe('已收款 Pago Paid MOP 850.00, kiosk-07-1234, 2026-03-02 14:05:09')
  })

  it('says TRAINING in training', () => {
    expect(messageText({ number: 'kiosk-07-1234', totalAvos: 85_000, at: 0, training: true })).toMatch(
      /^\[培訓 TRAINING\] /,
    )
  })
})
