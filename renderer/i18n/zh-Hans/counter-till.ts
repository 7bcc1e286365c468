/** Money at the counter: what the clerk is told and tells the payer. */
export const till = {
  again: '继续', back: '返回', close: '关闭', next: '下一位', pay: '选择付款方式', look: '查询', toBasket: '返回付款项目', earlier: '先前的付款',
  looking: { title: '正在查询', what: '可以继续输入，所按的键不会丢失。' },
  proof: { title: '输入四个验证字符', what: '车主身份证编号（不用括号）或车架编号的最后四个字符。任何人都可代缴。',
    misread: { title: '验证字符是四个字母或数字', what: '请输入身份证编号的最后四个字符（如 5678），或车架编号的最后四个。尚未查询。' }
  },
  class: { title: '两辆车使用这个车牌，是哪一辆？' },
  payBy: '期限 {date}', composition: '逾期税款的组成',
  status: { in: '已选取', out: '未选取', nothing: '无须缴付', later: '未到缴付期', late: '逾期：可在此缴付' },
  found: { title: '应缴款项', season: '{year} 年行车税，期限至 {date}', how: '按项目旁的数字键可选取或取消；↑ ↓ 逐项移动，空格键选取或取消。按 F2 输入车牌或单号，或扫描任何码，可再加入。' },
  finesFirst: { title: '先缴罚款，再缴行车税', what: '法例规定须先缴罚款，两者一并付款，其中罚款 {amount}。' },
  antiFraud: '只在本服务内收款。政府部门不会以电话或短信要求付款。', doubts: '如有疑问：{office} {number}',
  quoted: '金额由部门于 {time} 报价，五分钟内有效；过时会自动重新查询。',
  changed: { title: '金额有变', what: '原为 {before}，现为 {now}。没有扣款。请先告知付款人再继续。' },
  basket: { title: '付款项目', none: '未有项目', noneHow: '扫描电子身份、通知书或缴费单，或按 F2 输入车牌或单号。', total: '合计', vehicles: '合计 · {count} 辆车', how: '付款方式' },
  tenders: { 'wallet-scan': '扫描付款人的付款码', 'wallet-show': '出示收款码', card: '银行卡', cash: '现金' },
  ways: { 'wallet-scan': '电子钱包（扫描付款码）', 'wallet-show': '电子钱包（出示收款码）', card: '银行卡', cash: '现金' },
  tender: { title: '请选择付款方式', what: '按付款方式上所示的键，或直接扫描付款人的付款码。', away: '暂时没有可用的付款方式' },
  code: { title: '请扫描付款人的付款码', what: '请付款人在电子钱包打开付款码，扫描后即时收款。' },
  cash: {
    title: '收到多少现金？', what: '以澳门元输入，例如 1600 或 1600.50。', total: '应付', given: '收到', change: '找零', short: '尚欠', take: '收取现金',
    said: {
      nothing: { title: '收到多少现金？', what: '请先输入金额，再按 Enter。' },
      'no-amount': { title: '这不是金额', what: '只可输入数字；逗号后一至两位是小数，三位是千位分隔：1600、1600.50、1600,50 或 1,600。未收取任何款项。' },
      'too-much': { title: '超出可收取的金额：最多 {most}', what: '请核对所输入的金额。未收取任何款项。' },
      short: { title: '金额不足', what: '请向付款人收取尚欠的金额，再输入收到的总数。' },
      much: { title: '找零 {amount}：确定要找这么多？', what: '再按一次 Enter 即收取现金，或更正所输入的金额。' }
    }
  },
  paying: {
    preparing: { title: '正在准备付款', what: '正在预留单据，尚未扣款。' },
    'wallet-scan': { title: '等候电子钱包', what: '付款人可能要在手机上确认。' },
    'wallet-show': { title: '请付款人扫描这个码', what: '把画面转向付款人，请对方打开电子钱包选“扫一扫”。' },
    card: { title: '请在刷卡机操作', what: '付款人拍卡或插卡，可能要输入密码。' },
    cash: { title: '正在记录现金', what: '请稍候片刻。' },
    passed: '已等候 {time}', times: '已等候 {time} · 尚余 {left}', slow: '比平常需要更多时间',
    can: '可继续等候，或按 Esc 取消。不会重复扣款。', cannot: '请继续等候，已不能取消。不会重复扣款。'
  },
  cancel: { go: '取消付款', ask: '要取消这次付款吗？', what: '如付款人刚已付款，款项会自动退回。', yes: '是，取消付款', no: '否，继续等候' },
  paid: {
    title: '已付款', number: '收据编号', tender: '付款方式',
    follows: { title: '已付款，收据稍后补发', what: '日志的最新印记暂时无处保存。请给予付款单；稍后在此扫描即可补发收据。在此之前不收款。' },
    notAccepted: '其中一项未获接受', returned: '{amount} 会自动退回原来的付款方式，与收据一并打印的付款单会注明。请告知付款人。',
    kept: '现金中有 {amount} 须退还付款人，请主管退款，并告知付款人。',
    forStaff: { title: '其中一项待主管处理', what: '{amount} 不会自动退回，主管可在“今日收款”（F9）找到。与收据一并打印的付款单会注明，请付款人保存。' }
  },
  ended: {
    unknown: { title: '尚未收到结果', what: '本机会自行继续查询，如无结果会退回款项。请勿再收一次。请打印待确认付款单交给付款人，对方可以离开；以同一车牌或单号，在任何服务站都可查到。' },
    reversing: { title: '款项正在退回', what: '付款未能完成。已收的款项会自动退回，直至确认为止。请打印待确认付款单交给付款人，对方可以离开。' },
    reversed: { title: '付款已撤销', what: '如有扣款，已经退回。' },
    staff: { title: '不会自动退款，待主管处理', what: '本机未能处理完毕这次付款，也不会自动退回款项。主管可在“今日收款”（F9）找到并作决定。请打印待确认付款单交给付款人保存，对方可以离开。再次收取同一项目前，请先问主管。' },
    cancelled: { title: '付款已取消', what: '没有扣款。如曾扣款，已经退回。' },
    other: '改用其他付款方式'
  },
  receipt: {
    print: '打印收据', again: '再打印一张（注明补印）', slip: '打印待确认付款单', show: '显示', message: '发短信',
    sheet: '收据', slipSheet: '待确认付款单', code: '二维码', codeHow: '付款人可用手机扫描保存'
  },
  message: { title: '发到哪个手机号码？', what: '澳门号码：八位数字，以 6 开头。号码不会保留。', send: '发出' },
  openCash: {
    title: '这笔现金收了吗？', what: '付款期间本机停止运作（{time}）。请检查钱箱，回答前不会收取新款项。待回答：{count} 笔。',
    taken: '收了，在钱箱内', takenHow: '记为已付款，可给予收据。', not: '没有收，付款人已取回', notHow: '不算已付款，单据可再次缴付。'
  },
  takings: {
    title: '今日收款', tender: '付款方式', payments: '笔数', amount: 'MOP', total: '合计', how: '来自本机的账簿。',
    open: '尚未完结：{count} 项', openHow: '本机会自行继续处理。', late: '等候过久：{count} 项',
    lateHow: '本机会自行继续尝试，仍可收款。请检查网络与刷卡机；如两者正常，请通知技术员。',
    waits: {
      'outcome': '未有结果的付款：{count} 笔，最早自 {since}', 'reversal': '款项退回中的付款：{count} 笔，最早自 {since}',
      'acknowledgement': '已付款而部门尚未确认：{count} 项，最早自 {since}',
      'item-reversal': '被拒项目的款项退回中：{count} 项，最早自 {since}', 'refund': '退款：{count} 笔，最早自 {since}',
      'undo': '已拒绝或取消而尚未确认没有扣款的付款：{count} 笔，最早自 {since}'
    },
    tasksHow: '本版本未设办理退款或结束待处理项目的画面。请记下决定、决定人及金额旁的四位编号；该项会留在此清单。',
    why: {
      'cash-refused': { title: '待主管处理：{count} 项（{amount}）', how: '部门未接受以现金缴付的款项，请办理退款交还。' },
      'reversal-late': { title: '待主管处理：未获确认 {count} 笔（{amount}）', how: '这些付款已被拒绝或取消，但逾一日仍未获确认没有扣款。本机会继续查询。请凭付款编号向钱包或发卡银行查询。' },
      'reversal-refused': { title: '待主管处理：不会自行退回的款项 {count} 项（{amount}）', how: '持有款项的一方或已记为缴付的部门已明确拒绝退回，本机不再尝试。请与对方处理或以现金交还。' },
      'unreadable': { title: '待查询：{count} 项（{amount}）', how: '本机已无法读取所付的是哪一项，部门也未答复处理结果。款项不会退回，本机会继续查询。请以收据号码的最后四位向部门查询。' },
      'journal-went-back': { title: '本机不知结果：{count} 项（{amount}）', how: '本机较新的记录已遗失，因而不知这些付款的结果。不会再次收款，也不会退款。请凭付款编号与部门、钱包及发卡银行核对。' }
    }
  },
  said: {
    printed: { title: '已打印', what: '请把收据交给付款人。' },
    'printed-once': { title: '已打印一张', what: '请把收据交给付款人。服务下一位请再按一次 Enter。' },
    reprinted: { title: '已再次打印', what: '纸上注明“补印”。' },
    'slip-printed': { title: '待确认付款单已打印', what: '请交给付款人，对方可以离开。' },
    sent: { title: '短信已发出', what: '正送往该手机。' },
    busy: { title: '请先完成目前的步骤', what: '刚才扫描或输入的内容没有使用。' },
    early: { title: '按得太早', what: '金额显示之前的操作没有使用。请先看清金额，再按一次。' },
    'wallet-later': { title: '这是电子钱包的付款码', what: '没有扣款。请按 Enter，告知付款人合计金额，再扫描一次。' },
    'wallet-again': { title: '这是电子钱包的付款码', what: '没有扣款：扫描时屏幕还没有显示合计金额。请告知付款人合计金额，再扫描一次。' },
    'not-taken': { title: '已记录：没有收款', what: '不算已付款。' }
  }
}
