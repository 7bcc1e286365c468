import type { TenderKind } from '../../contract/index.ts'
import type { PendingFacts, ReceiptItem } from './facts.ts'

/** The languages of a receipt: Chinese, with Portuguese or English beside it. */
export const RECEIPT_LANGUAGES = ['zh', 'pt', 'en'] as const
export type ReceiptLanguage = (typeof RECEIPT_LANGUAGES)[number]

/** One sentence or name in every language. */
export type LocalizedText = Readonly<Record<ReceiptLanguage, string>>

type Groups = Readonly<
  Record<'heads' | 'marks' | 'labels' | 'notes' | 'message', Readonly<Record<string, LocalizedText>>>
> & {
  kinds: Record<ReceiptItem['kind'], LocalizedText>
  tenders: Record<TenderKind, LocalizedText>
  happened: Record<PendingFacts['outcome'], LocalizedText>
  next: Record<PendingFacts['outcome'], LocalizedText>
  again: Record<PendingFacts['outcome'], LocalizedText>
}

const PAY_NOTHING = {
  zh: '在此之前，請勿再次繳付以下款項。',
  pt: 'Até lá, não volte a pagar o que segue.',
  en: 'Until then, please do not pay the items below again.',
} as const

/** Every word of a receipt and of a pending slip. */
export const WORDS = {
  heads: {
    receipt: { zh: '繳費收據', pt: 'Recibo de pagamento', en: 'Payment receipt' },
    slip: { zh: '待確認付款單', pt: 'Talão de pagamento pendente', en: 'Pending payment slip' },
    follows: { zh: '已付款，收據待發', pt: 'Pago: o recibo segue', en: 'Paid: the receipt follows' },
  },
  marks: {
    training: { zh: '培訓 TRAINING', pt: 'FORMAÇÃO', en: '' },
    notReal: {
      zh: '培訓用，並非真實付款',
      pt: 'Para formação: não é um pagamento',
      en: 'For training: not a real payment',
    },
    noEffect: {
      zh: '培訓用，並無實際效力',
      pt: 'Para formação: sem efeito real',
      en: 'For training: without any real effect',
    },
    reprint: { zh: '補印 REPRINT', pt: '2.ª VIA', en: '' },
  },
  labels: {
    number: { zh: '收據編號', pt: 'Recibo n.º', en: 'Receipt no.' },
    transaction: { zh: '交易編號', pt: 'Transacção', en: 'Transaction' },
    time: { zh: '付款時間', pt: 'Pago em (Macau)', en: 'Paid at (Macao)' },
    slipTime: { zh: '發單時間', pt: 'Emitido em (Macau)', en: 'Issued at (Macao)' },
    station: { zh: '服務站', pt: 'Posto', en: 'Station' },
    inspection: { zh: '下次驗車', pt: 'Próxima inspecção', en: 'Next inspection' },
    total: { zh: '總額', pt: 'TOTAL', en: 'TOTAL' },
    tender: { zh: '付款方式', pt: 'Pago com', en: 'Paid by' },
    given: { zh: '實收', pt: 'Entregue', en: 'Cash given' },
    change: { zh: '找續', pt: 'Troco', en: 'Change' },
    until: { zh: '本單有效至', pt: 'Válido até', en: 'Good until' },
  },
  message: {
    paid: { zh: '已收款', pt: 'Pago', en: 'Paid' },
    beforeLoss: { zh: '其後情況不詳', pt: 'desde então, não se sabe', en: 'since then not known' },
  },
  kinds: {
    tax: { zh: '行車稅', pt: 'Imposto de circulação', en: 'Vehicle tax' },
    fine: { zh: '罰款', pt: 'Multa', en: 'Fine' },
    slip: { zh: '繳費單', pt: 'Guia de pagamento', en: 'Payment slip' },
  },
  tenders: {
    'wallet-scan': { zh: '電子錢包', pt: 'Carteira electrónica', en: 'Mobile wallet' },
    'wallet-show': { zh: '電子錢包', pt: 'Carteira electrónica', en: 'Mobile wallet' },
    card: { zh: '銀行卡', pt: 'Cartão bancário', en: 'Bank card' },
    cash: { zh: '現金', pt: 'Numerário', en: 'Cash' },
  },
  happened: {
    unknown: {
      zh: '電子錢包或銀行還未回覆，暫時不能確定有否扣款。',
      pt: 'A carteira ou o banco ainda não respondeu: não se sabe se o montante foi cobrado.',
      en: 'The wallet or the bank has not answered yet: we do not know whether the money was taken.',
    },
    reversing: {
      zh: '付款未能完成。如有扣款，正退回原來的付款方式。',
      pt: 'O pagamento não se concluiu. O que tenha sido cobrado está a ser devolvido ao mesmo meio de pagamento.',
      en: 'The payment could not be completed. Money that was taken is on its way back to where it came from.',
    },
    follows: {
      zh: '款項已付妥。服務站暫時未能安全保存記錄，收據稍後補發。',
      pt: 'Está pago. O posto não consegue por agora guardar o registo em segurança: o recibo segue depois.',
      en: 'It is paid. The station cannot keep its record safe just now, so the receipt follows.',
    },
    staff: {
      zh: '這次付款未能自動處理完畢，款項不會自動退回。',
      pt: 'Não foi possível resolver este pagamento, e nada é devolvido automaticamente.',
      en: 'This payment could not be settled automatically, and no money goes back by itself.',
    },
  },
  next: {
    unknown: {
      zh: '服務站會繼續查詢：已扣款的，付款即告完成，可再取收據；未能完成的，款項自動退回。',
      pt:
        'O posto continua a perguntar: se foi cobrado, o pagamento fica feito e pode levantar o recibo; ' +
        'se não for possível, o montante é devolvido automaticamente.',
      en:
        'The station keeps asking: if the money was taken, the payment is complete and the receipt can ' +
        'be had; if that is not possible, the money goes back by itself.',
    },
    reversing: {
      zh: '退款自動進行，無須辦理手續；完成後可再繳付以下款項。',
      pt: 'A devolução faz-se automaticamente. Depois dela, o que segue pode ser pago de novo.',
      en: 'This happens by itself. Once it is done, the items below can be paid again.',
    },
    follows: {
      zh: '保存後，在本服務站掃描本單的碼，即可領取收據。',
      pt: 'Depois, leia o código deste talão neste posto e levante o recibo.',
      en: "Once it is kept, scan this slip's code at this station and take the receipt.",
    },
    staff: {
      zh: '職員會查明並跟進，請保留本單。',
      pt: 'Um funcionário apura o que se passou e trata do assunto: guarde este talão.',
      en: 'A member of staff finds out and sees to it: please keep this slip.',
    },
  },
  again: {
    unknown: PAY_NOTHING,
    reversing: PAY_NOTHING,
    follows: {
      zh: '已付妥，請勿再次繳付以下款項。',
      pt: 'Está pago: não volte a pagar o que segue.',
      en: 'It is paid: please do not pay the items below again.',
    },
    staff: {
      zh: '再次繳付以下款項前，請先向職員查詢。',
      pt: 'Antes de voltar a pagar o que segue, fale com um funcionário.',
      en: 'Before you pay the items below again, please ask a member of staff.',
    },
  },
  notes: {
    counter: {
      zh: '如有查詢，請帶同本單到櫃檯，或致電：',
      pt: 'Dúvidas: leve este talão a um balcão, ou telefone:',
      en: 'Questions: take this slip to a counter, or call:',
    },
    counterOnly: {
      zh: '如有查詢，請帶同本單到收款部門的櫃檯。',
      pt: 'Dúvidas: leve este talão ao balcão do serviço credor.',
      en: 'Questions: take this slip to a counter of the department.',
    },
    beforeLoss: {
      zh: '本收據證明當時已付款。服務站其後的部分記錄已遺失，之後有否退款，本站無從得知。',
      pt:
        'Este recibo prova que foi pago nessa data. Registos posteriores do posto perderam-se: se algo ' +
        'foi devolvido depois, aqui não se sabe.',
      en:
        'This receipt proves that it was paid at that time. Later records of the station were lost: ' +
        'whether any of it was given back since is not known here.',
    },
    findAgain: {
      zh: '在本服務站掃描此碼，可再找到這次付款。',
      pt: 'Leia este código neste posto para encontrar o pagamento.',
      en: 'Scan this code at this station to find the payment again.',
    },
    check: {
      zh: '此碼載有服務站對以上內容的簽署，任何人可用已公布的公鑰核對。',
      pt: 'O código contém a assinatura do posto sobre estes dados; qualquer pessoa a pode verificar com a chave pública publicada.',
      en: "The code holds the station's signature over these facts; anyone can check it with the published key.",
    },
    summarised: {
      zh: '項目太多，碼內只載項數、總額及項目的摘要值。',
      pt: 'São muitos itens: o código contém só o seu número, o total e o seu resumo criptográfico.',
      en: 'Too many items for the code: it holds their number, the total and their checksum.',
    },
  },
} as const satisfies Groups

/** The departments' names on a receipt: in Chinese, and by their initials for every other language. */
export const AGENCY_NAMES: Readonly<Record<ReceiptItem['agency'], string>> = {
  DSAT: '交通事務局 DSAT',
  PSP: '治安警察局 CPSP',
  MP: '檢察院 MP',
  TUI: '終審法院院長辦公室 GPTUI',
  DSF: '財政局 DSF',
  IAM: '市政署 IAM',
}
