import { till } from './counter-till.ts'

/** The counter: a clerk, eyes on the person, hands on the keyboard. */
export const counter = {
  title: '柜台通 · 柜台',
  signIn: {
    title: '您好，本柜台尚未开放。', what: '以培训文员登录即可开始。这里全部都是练习。', go: '以培训文员登录',
    production: '本柜台的登录尚未设置，请联系技术人员。'
  },
  bar: { omnibox: '扫描任何二维码，或输入车牌、单号', omniboxTraining: '扫描任何二维码，或输入车牌、单号或码的文字', signOut: '登出' },
  service: { title: '服务', none: '本柜台没有获批准的服务。', noneHow: '每项服务须事先经身份证明局批准，请查看右方的信任数据。', fields: '身份证明局批准的资料' },
  task: {
    choose: '请先选择服务', chooseHow: '按服务上所示的键。只可读取该服务获批准的资料。',
    ready: '请居民出示电子身份', readyHow: '经居民同意后，把手机放到扫描器上。二维码每 30 秒更新一次。',
    camera: '使用摄像头', cameraOff: '关闭摄像头', verified: '身份已核实', verifiedBundle: '身份已离线核实', verifiedHow: '请核对所需资料，完成后按 Esc。',
    again: '下一次扫描'
  },
  person: {
    none: '柜台前没有人', noneHow: '扫描电子身份后，获批准的资料会在此显示。', end: '结束并清除',
    note: { one: '“{service}”只可读取这一项获批准的资料，其他资料没有离开核实模块。', many: '“{service}”只可读取这 {count} 项获批准的资料，其他资料没有离开核实模块。' },
    gone: '该人士的资料已清除。'
  },
  side: {
    notes: '本次登录', notesNone: '尚未扫描', notesHow: '这里只保留时间和类别。', good: '已读取', refused: '未接受',
    station: '本机', since: '自 {time}', issued: '发出 {time}', expires: '有效至 {time}', version: '版本 {version}',
    noDevices: '没有连接扫描器', noDevicesHow: '仍可使用摄像头及键盘模式的扫描器。', virtual: '虚拟', attention: '请留意'
  },
  foot: { age: '信任数据 {minutes} 分钟前', clock: '澳门时间', themes: { plain: '浅色', dark: '深色', contrast: '高对比' } },
  devices: { ready: '{name}就绪', starting: '{name}启动中', lost: '{name}已断开', failed: '{name}故障', all: '{count} 个设备就绪' }, takings: '今日收款',
  till
}
