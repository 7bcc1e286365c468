/** The person in front of the screen: services, fields, how sure the station is. */
export const people = {
  services: {
    'identity-check': { name: '核实身份', purpose: '确认柜台前人士的身份。' },
    'vehicle-holder': { name: '车辆持有人', purpose: '确认车辆持有人。' },
    'age-proof': { name: '年龄证明', purpose: '确认年龄。' },
    'vehicle-tax': { name: '行车税', purpose: '找出您可以缴税的车辆。' },
    'my-eid': { name: '我的电子身份', purpose: '查看自己的电子身份内容。' },
  },
  departments: { DSI: '身份证明局（DSI）', DSAT: '交通事务局（DSAT）', SAFP: '行政公职局（SAFP）' },
  fields: {
    idNumber: '身份证编号',
    nameChinese: '中文姓名',
    nameForeign: '葡文或其他姓名',
    birthDate: '出生日期',
    kind: '证件类别',
    cardValidUntil: '证件有效期至',
    guardianBound: '由监护人绑定',
  },
  values: { P: '永久性居民', N: '非永久性居民', yes: '是', no: '否' },
  card: { valid: '身份证有效', expired: '身份证已过期' },
  assurance: {
    online: '电子身份 · 即时核实',
    bundle: '电子身份 · 离线核实',
    onlineHow: '{time} 已向身份证明局确认。',
    bundleHow: '{time} 以 {bundle} 的信任数据核实；身份证明局的连接没有回应。',
  },
  person: { label: '人士', title: '居民', readAt: '读取时间', show: '显示', hide: '隐藏', masked: '已隐藏' },
}
