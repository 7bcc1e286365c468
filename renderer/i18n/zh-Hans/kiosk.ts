import { pay } from './pay.ts'

/** The kiosk: a resident, standing, touching. */
export const kiosk = {
  title: '柜台通自助服务',
  home: {
    title: '请扫描二维码，或选择服务',
    what: '电子身份或缴费单，放到扫描器上即可。',
    start: '使用摄像头扫描',
    reading: '正在读取',
    myEid: { title: '我的电子身份', what: '查看您的电子身份内容' },
    tax: { title: '行车税', what: '可一次缴付多辆车' },
    slip: { title: '罚款及缴费单', what: '缴付交通罚款，或法院、检察院的缴费单' },
    payAway: '这里暂时不能付款',
    eidAway: '这台机器暂时不能核实电子身份',
  },
  scan: {
    any: { title: '把二维码放到摄像头前', what: '电子身份或缴费单。' },
    'my-eid': { title: '请出示电子身份', what: '在“一户通”内：我的卡包 · 身份 · 电子身份' },
    slip: { title: '请出示缴费单的二维码', what: '把单据摊平，让整个二维码在框内。' },
    tax: { title: '请出示电子身份或缴税通知书', what: '在“一户通”内：我的卡包 · 身份 · 电子身份' },
    wallet: { title: '请把付款码放到扫描器上', what: '在电子钱包打开付款码，将收取 {amount}。' },
  },
  answer: { purpose: '只有您看到这些资料，离开后不会保留。', again: '再扫描一次' },
  leave: {
    title: '这里没有留下您的任何资料',
    what: '感谢使用。下一位会重新开始。',
    home: '开始',
    cancelled: { title: '您的付款已取消', what: '如有扣款，会自动退回原来的付款方式。' },
    open: { title: '这台机器会继续跟进您的付款', what: '用同一车牌、单据或电子身份，在任何自助机或柜台都可再找到。' },
    staff: {
      title: '职员会跟进您的付款',
      what: '请保存付款单：在这台机器扫描单上的码可再找到这次付款，也可带到柜台查询。',
    },
  },
  idle: {
    title: '您还在吗？',
    what: { one: '1 秒后，画面上您的资料会全部清除。', many: '{seconds} 秒后，画面上您的资料会全部清除。' },
    stay: '我还在',
    left: '还剩 {seconds} 秒。',
    cancelled: '付款也会取消；如有扣款，会自动退回。',
    open: '这台机器会自行继续查询您的付款结果。',
    staff: '职员会跟进您的付款，请保存付款单。',
  },
  nav: { back: '返回', cancel: '取消', leave: '完成离开' },
  access: {
    title: '画面设置',
    simple: '简易版',
    text: '字体大小',
    textStep: '字体第 {step} 级，共 3 级',
    voice: '朗读',
    voiceNone: '没有语音',
    reach: '低位操作',
    themes: { plain: '浅色', dark: '深色', contrast: '高对比' },
    voiceMissing: '这台机器暂时没有此语言的语音。',
  },
  pay,
}
