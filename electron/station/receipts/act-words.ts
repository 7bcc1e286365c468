import type { ActKind } from '../../contract/index.ts'
import type { LocalizedText } from './words.ts'

/** Every word of the papers of acts on identity, beside those that receipts have too. */
export const ACT_WORDS = {
  heads: {
    bind: { zh: '電子身份綁定確認', pt: 'Confirmação de vinculação', en: 'Confirmation of binding' },
    freeze: { zh: '電子身份凍結確認', pt: 'Confirmação de bloqueio', en: 'Confirmation of freeze' },
    'end-freeze': { zh: '解除綁定確認', pt: 'Confirmação de desvinculação', en: 'Confirmation of unbinding' },
    'lift-freeze': { zh: '解除凍結確認', pt: 'Confirmação de desbloqueio', en: 'Confirmation of unfreezing' },
    unknown: { zh: '結果待確認', pt: 'Resultado por confirmar', en: 'Outcome not known yet' },
  },
  labels: {
    of: { zh: '電子身份', pt: 'Identidade electrónica de', en: 'eID of' },
    telephone: { zh: '手機', pt: 'Telefone', en: 'Telephone' },
    from: { zh: '生效時間', pt: 'Conta a partir de', en: 'Counts from' },
    ends: { zh: '自動終止', pt: 'Termina em', en: 'Ends at' },
    act: { zh: '事項編號', pt: 'Acto n.º', en: 'Act no.' },
  },
  notes: {
    bind: {
      zh: '電子身份已綁定到以下手機。之前的綁定（如有）已終止。',
      pt: 'A identidade electrónica está vinculada a este telefone. Uma vinculação anterior terminou.',
      en: 'The eID is bound to this telephone. An earlier binding has ended.',
    },
    freeze: {
      zh: '以下電子身份已凍結，不能再出示。',
      pt: 'As identidades electrónicas seguintes estão bloqueadas e já não servem.',
      en: 'The eIDs below are frozen and count no more.',
    },
    undo: {
      zh: '以下電子身份已凍結，不能再出示，並會在以下時間自動終止。如屬誤會，請在此之前帶同身份證及本單到身份證明局櫃檯。',
      pt:
        'As identidades electrónicas seguintes estão bloqueadas e já não servem; terminam à hora indicada. ' +
        'Se foi engano, leve antes o BIR e este papel a um balcão da DSI.',
      en:
        'The eIDs below are frozen and count no more; they end at the time below. If this was a mistake, ' +
        'take your ID card and this paper to a DSI counter before then.',
    },
    'end-freeze': {
      zh: '以下電子身份的綁定已終止。可用手機重新綁定。',
      pt: 'As vinculações seguintes terminaram. Pode vincular de novo num telefone.',
      en: 'The bindings below have ended. The eID can be bound to a telephone again.',
    },
    'lift-freeze': {
      zh: '以下電子身份已解除凍結，可如常使用。',
      pt: 'As identidades electrónicas seguintes estão desbloqueadas e servem como antes.',
      en: 'The eIDs below are unfrozen and can be used as before.',
    },
    unknown: {
      zh: '暫時未能確定是否已完成。服務站會繼續查詢；未送達的要求會自動作廢，不會重複進行。',
      pt:
        'Não se sabe ainda se ficou feito. O posto continua a perguntar: um pedido que não chegou fica sem ' +
        'efeito, e nada é feito duas vezes.',
      en:
        'It is not known yet whether it was done. The station keeps asking: a request that did not arrive ' +
        'is void, and nothing is done twice.',
    },
    'unknown-freeze': {
      zh: '暫時未能確定是否已凍結，電子身份可能仍然有效。如手機已遺失，請立即致電身份證明局，或到櫃檯辦理。',
      pt:
        'Não se sabe ainda se o bloqueio ficou feito: as identidades electrónicas podem ainda servir. Se ' +
        'perdeu o telefone, ligue já para a DSI ou vá a um balcão.',
      en:
        'It is not known yet whether they were frozen: the eIDs may still count. If the telephone is lost, ' +
        'call DSI now, or go to a counter.',
    },
    ask: {
      zh: '如有查詢，請帶同本單到身份證明局櫃檯，或致電：',
      pt: 'Dúvidas: leve este papel a um balcão da DSI, ou telefone:',
      en: 'Questions: take this paper to a DSI counter, or call:',
    },
  },
  codes: {
    undo: {
      zh: '此碼可解除凍結一次。請妥善保管，勿讓他人拍攝。',
      pt: 'Este código desbloqueia uma vez. Guarde-o e não o deixe fotografar.',
      en: 'This code lifts the freeze once. Keep it safe, and let nobody photograph it.',
    },
    findAgain: {
      zh: '在本服務站掃描此碼，可查詢結果。',
      pt: 'Leia este código neste posto para saber o resultado.',
      en: 'Scan this code at this station to see what became of it.',
    },
  },
} as const satisfies {
  heads: Record<ActKind | 'unknown', LocalizedText>
  labels: Record<string, LocalizedText>
  notes: Record<ActKind | 'unknown' | 'unknown-freeze' | 'undo' | 'ask', LocalizedText>
  codes: Record<string, LocalizedText>
}
