/** What a code can be: its name, and for kinds that nothing more can be done with here, what to do with it. */
export const codes = {
  kinds: {
    'eid-presentation': { name: '电子身份', resident: '已读取您的电子身份。', clerk: '已读取电子身份。' },
    'border-pass': { name: '通关码', resident: '请在出入境通道使用。', clerk: '只适用于出入境通道。' },
    'binding-number': {
      name: '电子身份绑定编号',
      resident: '没有作任何绑定。请保密，并携带身份证到身份证明局柜台；编号 24 小时内有效。',
      clerk: '用作绑定电子身份的编号。本柜台不使用；须凭身份证及指纹，在身份证明局自助机或柜台办理。',
    },
    'security-code-request': {
      name: '安全验证码申请',
      resident: '这是商社通账户使用的，请到行政公职局柜台。',
      clerk: '启用登录安全验证码的申请，本柜台不处理。',
    },
    'payment-slip': { name: '缴费单', resident: '这是缴费单所列的内容。', clerk: '这是缴费单所列的内容。' },
    'merchant-qr': {
      name: '商店收款码',
      resident: '它是用来付款给商店的。这里没有付任何款项。',
      clerk: '用来付款给商店。这里没有付任何款项。',
    },
    'wallet-payment': {
      name: '电子钱包付款码',
      resident: '没有扣款。您可以关闭它：此码只在付款时才需要。',
      clerk: '付款人的电子钱包码。没有扣款，请居民关闭。',
    },
    'operator-badge': { name: '职员证', resident: '这是职员使用的证件。', clerk: '职员证。本机不以此登录。' },
    receipt: { name: '收据', resident: '收据真确，由本服务站签署，请妥善保存。', clerk: '收据真确，由本服务站签署。' },
    'pending-slip': {
      name: '待确认付款单',
      resident: '付款单真确，已再找到这次付款。',
      clerk: '付款单真确，由本服务站发出，已再找到该次付款。',
    },
    'undo-code': { name: '解除冻结码', resident: '请拿到身份证明局柜台。', clerk: '解除冻结的码，由身份证明局处理。' },
    approval: { name: '批准码', resident: '这是职员使用的。', clerk: '第二人的批准。目前没有事项等候批准。' },
    'z-report': { name: '日结报告', resident: '这是职员使用的。', clerk: '日结报告上的码。' },
    unknown: { name: '未知的码', resident: '这里不使用这个码。', clerk: '不是本机可读取的码。' },
  },
  receiptState: {
    gone: {
      title: '收据真确，但部分款项已不再有效',
      resident: '收据由本服务站签署。以下款项已退回或正在退回：',
      clerk: '收据由本服务站签署。以下款项已不属已付：',
    },
    unknown: {
      title: '收据真确，但找不到该次付款',
      resident: '收据由本服务站签署，但找不到该次付款，请到柜台出示。',
      clerk: '收据由本服务站签署，但日志没有该次付款；采信前请询问主管。',
    },
    lost: {
      title: '收据真确，但其后情况不详',
      resident: '收据由本服务站签署，当时已付款。其后的部分记录已遗失；之后有否退款，请到柜台查询。',
      clerk: '收据由本服务站签署，当时已付款。其后的记录已遗失，之后情况这里无从得知；采信前请询问收款部门或主管。',
    },
    takenBack: {
      title: '收据真确，但收款部门已撤回',
      resident: '收据由本服务站签署，当时已付款。收款部门表示款项不再全部属已付，请到柜台出示。',
      clerk: '收据由本服务站签署，但收款部门已撤回至少一部分；说明款项去向的记录已遗失，请找主管。',
    },
    item: '{state}，{date}',
  },
  hints: {
    url: '看似是网址，没有打开。',
    wifi: '看似是 Wi-Fi 码。',
    'blue-card': '看似是外地雇员身份认别证的码。这里不会读取，请在柜台出示该证。',
    ean: '看似是商品条形码。',
    'health-certificate': '看似是健康证明。',
    contact: '看似是联系人名片。',
    text: '内容是文字。',
    binary: '内容不是文字。',
    'too-long': '比这里使用的任何码都长。',
    empty: '内容是空的。',
  },
  slip: {
    agency: {
      DSAT: '交通事务局（DSAT）',
      PSP: '治安警察局（CPSP）',
      MP: '检察院（MP）',
      TUI: '终审法院院长办公室（TUI）',
      DSF: '财政局（DSF）',
      IAM: '市政署（IAM）',
    },
    kind: { tax: '税款', fine: '罚款', slip: '缴费单' },
    payee: '收款部门',
    billNumber: '单号',
    purpose: '用途',
    payBy: '缴付期限',
  },
}
