import type { Department, Purpose, ReadField, ReadMatch, ReadService, ReadSource } from '../../contract/index.ts'
import type { LocalizedText } from './words.ts'

/** Every word of the paper of what was read of somebody, beside those that receipts have too. */
export const READ_WORDS = {
  head: { zh: '本次讀取的個人資料', pt: 'Dados lidos nesta visita', en: 'What was read about you' },
  from: {
    eid: { zh: '電子身份', pt: 'Identidade electrónica', en: 'eID' },
    'id-card': { zh: '身份證', pt: 'BIR', en: 'ID card' },
    'guardian-card': { zh: '監護人身份證', pt: 'BIR do tutor', en: "Guardian's card" },
  },
  labels: {
    service: { zh: '服務', pt: 'Serviço', en: 'Service' },
    purpose: { zh: '用途', pt: 'Finalidade', en: 'Purpose' },
    by: { zh: '讀取部門', pt: 'Lido por', en: 'Read by' },
    operator: { zh: '櫃檯職員', pt: 'Funcionário ao balcão', en: 'Clerk at the counter' },
    resident: {
      zh: '由居民在自助服務站出示',
      pt: 'Mostrado pelo residente no posto',
      en: 'Shown by the resident at the kiosk',
    },
    fields: { zh: '讀取的欄目', pt: 'Campos lidos', en: 'Fields read' },
  },
  services: {
    'identity-check': { zh: '核實身份', pt: 'Verificar identidade', en: 'Identity check' },
    'vehicle-holder': { zh: '車輛持有人', pt: 'Titular do veículo', en: 'Vehicle holder' },
    'age-proof': { zh: '年齡證明', pt: 'Prova de idade', en: 'Proof of age' },
    'vehicle-tax': { zh: '行車稅', pt: 'Imposto de circulação', en: 'Vehicle tax' },
    'my-eid': { zh: '我的電子身份', pt: 'A minha identidade', en: 'My eID' },
    'eid-binding': { zh: '綁定電子身份', pt: 'Vinculação', en: 'eID binding' },
    'phone-reset': { zh: '重置手機', pt: 'Reposição do telefone', en: 'Phone reset' },
  },
  purposes: {
    'confirm-identity': {
      zh: '確認櫃檯前人士的身份',
      pt: 'Confirmar quem está ao balcão',
      en: 'To confirm who is at the counter',
    },
    'confirm-vehicle-holder': {
      zh: '確認車輛持有人',
      pt: 'Confirmar o titular de um veículo',
      en: "To confirm a vehicle's holder",
    },
    'confirm-age': { zh: '確認年齡', pt: 'Confirmar a idade de uma pessoa', en: "To confirm a person's age" },
    'find-vehicles': {
      zh: '找出可以繳稅的車輛',
      pt: 'Encontrar os veículos que se podem pagar',
      en: 'To find the vehicles that can be paid for',
    },
    'show-own-eid': {
      zh: '查看自己的電子身份內容',
      pt: 'Ver o que a própria identidade electrónica mostra',
      en: "To see what one's own eID shows",
    },
    bind: {
      zh: '把電子身份綁定到手機',
      pt: 'Vincular uma identidade electrónica a um telefone',
      en: 'To bind an eID to a telephone',
    },
    reset: {
      zh: '凍結或終止手機上的電子身份',
      pt: 'Bloquear ou terminar a identidade electrónica num telefone',
      en: 'To freeze or end the eID on a telephone',
    },
    'lift-freeze': {
      zh: '解除電子身份的凍結',
      pt: 'Desbloquear uma identidade electrónica',
      en: 'To lift the freeze of an eID',
    },
  },
  fields: {
    idNumber: { zh: '身份證編號', pt: 'número do BIR', en: 'ID number' },
    nameChinese: { zh: '中文姓名', pt: 'nome em chinês', en: 'name in Chinese' },
    nameForeign: { zh: '葡文或其他姓名', pt: 'nome em português ou outro', en: 'name in Portuguese or other' },
    birthDate: { zh: '出生日期', pt: 'data de nascimento', en: 'date of birth' },
    kind: { zh: '證件類別', pt: 'tipo de bilhete', en: 'type of card' },
    cardValidUntil: { zh: '證件有效期', pt: 'validade do bilhete', en: 'card valid until' },
    guardianBound: { zh: '由監護人綁定', pt: 'vinculada por tutor', en: 'bound by a guardian' },
    portrait: { zh: '相片', pt: 'fotografia', en: 'portrait' },
    idNumberEnd: { zh: '身份證編號尾數', pt: 'fim do número do BIR', en: 'end of the ID number' },
  },
  matched: {
    finger: {
      zh: '指紋只在身份證內比對，沒有保存。',
      pt: 'A impressão digital foi comparada no próprio BIR; nada ficou guardado.',
      en: 'The finger was compared on the card itself; nothing of it is kept.',
    },
    face: {
      zh: '職員以相片核對容貌，沒有保存。',
      pt: 'Um funcionário comparou o rosto com a fotografia; nada ficou guardado.',
      en: 'A clerk compared the face with the portrait; nothing of it is kept.',
    },
    'face-and-document': {
      zh: '主管以相片核對容貌，並查看另一證件，沒有保存。',
      pt: 'Um supervisor comparou o rosto e viu outro documento; nada ficou guardado.',
      en: 'A supervisor compared the face and saw a further document; nothing of either is kept.',
    },
  },
  departments: { DSI: '身份證明局 DSI', DSAT: '交通事務局 DSAT', SAFP: '行政公職局 SAFP' },
  notes: {
    what: {
      zh: '以下列明本次讀取了哪些欄目、由誰及為何讀取。本單不載內容。',
      pt: 'Que campos foram lidos, por quem e para quê. O conteúdo não consta deste papel.',
      en: 'Which fields were read, by whom and why. What stood in them is not on this paper.',
    },
    kept: {
      zh:
        '服務站為核實真偽會開啟整個證件或碼，但只使用以上欄目，您離開後即清除。' +
        '記錄只載曾作核實、服務及用途，不載資料。',
      pt:
        'Para provar que é autêntico, o posto abre o bilhete ou código inteiro, mas usa só estes campos e apaga-os ' +
        'quando sai. O registo diz que houve a verificação, o serviço e a finalidade, e não os dados.',
      en:
        'To prove it genuine the station opens the whole card or code, but it uses these fields alone and forgets ' +
        'them when you leave. Its record says that there was a check, the service and the purpose, and no data.',
    },
    ask: {
      zh: '您有權查閱及更正個人資料（第8/2005號法律）。請到有關部門的櫃檯，或致電：',
      pt: 'Tem direito de acesso e rectificação (Lei n.º 8/2005): num balcão do serviço, ou pelo telefone:',
      en: 'You have a right of access and correction (Law 8/2005): at a counter of the department, or call:',
    },
    summarised: {
      zh: '項目太多，碼內只載項數及摘要值。',
      pt: 'São muitas leituras: o código contém só o seu número e o seu resumo criptográfico.',
      en: 'Too many reads for the code: it holds their number and their checksum.',
    },
  },
} as const satisfies {
  head: LocalizedText
  from: Record<ReadSource, LocalizedText>
  labels: Record<string, LocalizedText>
  services: Record<ReadService, LocalizedText>
  purposes: Record<Purpose, LocalizedText>
  fields: Record<ReadField, LocalizedText>
  matched: Record<ReadMatch, LocalizedText>
  departments: Record<Department, string>
  notes: Record<string, LocalizedText>
}
