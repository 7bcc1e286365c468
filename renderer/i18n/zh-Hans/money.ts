/** Money: what is owed, why something can't be paid here, how it is paid, and where a payment stands. Both faces use these words. */
export const money = {
  deviceKinds: { scanner: '扫描器', printer: '收据打印机', 'payment-terminal': '刷卡机', wallet: '电子钱包收款', cash: '现金钱箱' },
  vehicleClass: { moped: '轻型摩托车', motorcycle: '重型摩托车', light: '轻型汽车', heavy: '重型汽车', industrial: '工业机器车' },
  vehicle: { inspection: '验车期 {date}', nothingDue: '电动车：无须缴税', taxPaid: '本年度行车税已缴', season: '缴付期由 {from} 至 {until}。' },
  bill: {
    tax: '{season} 年行车税', otherTax: '税款', fine: '交通罚款', slip: '缴费单', place: '地点', at: '日期及时间', offenceKind: '违例性质', photograph: '违例照片',
    offence: { infraction: '行政违法', contravention: '轻微违反' }
  },
  bars: {
    'offence-records': { short: '有违例记录', why: '这辆车有违例记录，须先由交通事务局处理。', todo: '请携带车辆文件到交通事务局。' },
    inactive: { short: '非使用状态', why: '登记显示这辆车不在使用状态。', todo: '交通事务局可为您恢复使用。' },
    'transfer-under-way': { short: '转移车牌中', why: '这辆车的车牌正在办理转移。', todo: '请到交通事务局，连同转移一并缴税。' },
    'newly-acquired': { short: '新购车辆', why: '这辆车是今年一至三月购入的。', todo: '首年的行车税请到交通事务局缴付。' },
    clamped: { short: '已被锁车', why: '这辆车已被锁，须亲身办理。', todo: '请到交通事务局。' },
    late: { short: '已过期', why: '自助机的缴税期限已过。', todo: '交通事务局会计算金额并收款。' },
    'coercive-collection': { short: '已转交财政局', why: '这笔税款已转交财政局（DSF）处理。', todo: '请向交通事务局查询，职员会指引您。' },
    overdue: { short: '已过期', why: '在这里缴付的期限已过。', todo: '请携带单据到发出单据的部门。' },
    paid: { short: '已缴', why: '这项款项已经缴付。', todo: '您无须再做任何事。' },
    'payment-pending': { short: '付款处理中', why: '这项款项正在付款，不会重复收费。', todo: '请过几分钟再来。' }
  },
  offices: { dsat: '交通事务局：马交石炮台马路 33 号地下 · {number}' },
  tenders: {
    'wallet-scan': { name: '出示我的付款码', how: '把手机上的付款码放到扫描器上。' },
    'wallet-show': { name: '用手机扫描付款', how: '用电子钱包扫描这个画面上的码。' },
    card: { name: '银行卡', how: '在刷卡机上拍卡或插卡。' },
    cash: { name: '现金', how: '只在有职员的柜台收取。' }
  },
  tenderReasons: {
    'line-down': '连接中断，暂时不能使用', 'device-lost': '设备没有回应', maintenance: '维护中', maintenanceUntil: '维护至 {time}',
    'above-cap': '金额超出此方式的上限', wallet: '{name}：{note}', aboveCap: '上限 {amount}', 'disk-low': '这台机器暂时不收款', 'not-here': '只在有职员的柜台收取'
  },
  paymentStates: {
    intended: '准备中', reserved: '准备中', refused: '未有收款', asked: '等候付款', unknown: '结果待确认', declined: '未获接受', cancelled: '已取消',
    reversing: '款项退回中', reversed: '款项已退回', committed: '已付款', receipted: '已付款并给予收据'
  },
  itemStates: {
    waiting: '等候', submitted: '已送交部门', acknowledged: '部门已确认', refused: '未获接受', reversing: '退回中', reversed: '已退回', refunded: '已退款', task: '待主管处理'
  },
  composition: { tax: '税款', 'default-interest': '迟延利息', surcharge: '欠款的百分之三', fine: '罚款' }
}
