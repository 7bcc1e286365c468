/** The page that plays a resident’s phone, in training. */
export const phone = {
  title: '居民的手机',
  choose: { title: '这是谁的手机？', what: '以下人士全属虚构。' },
  back: '选择另一位居民',
  tabs: { eid: '电子身份', wallet: '钱包', slips: '缴费单', messages: '短信', binding: '绑定编号', border: '通关码', blue: '证件' },
  eid: {
    title: '电子身份', fresh: '{seconds} 秒后更新', watermark: '培训 TRAINING', expired: '身份证已过期，电子身份会如实显示。',
    unbound: '这部手机还未绑定电子身份。绑定编号在另一页。', none: '此人不是居民，没有电子身份。'
  },
  wallet: {
    title: '付款码', what: '付款时出示。余额：{amount}。', asleep: '这个电子钱包正在维护。', left: '尚余 {time}', yes: '付款', no: '拒绝',
    asks: { scanned: '您的付款码已被扫描，付款吗？', shown: '画面上的码要求付款，付款吗？' },
    outcomes: { approved: '已付款：{amount}。', cancelled: '您已拒绝，没有付款。', declined: '电子钱包未接受，没有付款。' }
  },
  slips: { pick: '单 {number}', states: { due: '待缴', 'due-today': '今日截止', overdue: '已逾期', paid: '已缴', pending: '缴付中' } },
  binding: { title: '绑定编号', what: '供人脸识别未能分辨的人士使用。有效至 {time}。' },
  border: { title: '通关码', what: '只适用于出入境通道。试试柜台怎样回应。' },
  blue: { title: '外地雇员身份认别证', what: '证件上有自己的码。试试柜台怎样回应。' },
  copy: '复制二维码的文字',
  copied: '已复制',
  code: '二维码：{what}',
  loading: '请稍候',
  lost: '模拟系统没有回应，此页会自行重试。'
}
