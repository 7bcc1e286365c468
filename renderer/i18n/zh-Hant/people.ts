/** The person in front of the screen: services, fields, how sure the station is. */
export const people = {
  services: {
    'identity-check': { name: '核實身份', purpose: '確認櫃檯前人士的身份。' },
    'vehicle-holder': { name: '車輛持有人', purpose: '確認車輛持有人。' },
    'age-proof': { name: '年齡證明', purpose: '確認年齡。' },
    'vehicle-tax': { name: '行車稅', purpose: '找出您可以繳稅的車輛。' },
    'my-eid': { name: '我的電子身份', purpose: '查看自己的電子身份內容。' },
  },
  departments: { DSI: '身份證明局（DSI）', DSAT: '交通事務局（DSAT）', SAFP: '行政公職局（SAFP）' },
  fields: {
    idNumber: '身份證編號',
    nameChinese: '中文姓名',
    nameForeign: '葡文或其他姓名',
    birthDate: '出生日期',
    kind: '證件類別',
    cardValidUntil: '證件有效期至',
    guardianBound: '由監護人綁定',
  },
  values: { P: '永久性居民', N: '非永久性居民', yes: '是', no: '否' },
  card: { valid: '身份證有效', expired: '身份證已過期' },
  assurance: {
    online: '電子身份 · 即時核實',
    bundle: '電子身份 · 離線核實',
    onlineHow: '{time} 已向身份證明局確認。',
    bundleHow: '{time} 以 {bundle} 的信任資料核實；身份證明局的連線沒有回應。',
  },
  person: { label: '人士', title: '居民', readAt: '讀取時間', show: '顯示', hide: '隱藏', masked: '已隱藏' },
}
