/** Paying at the kiosk, from the first question to the receipt. */
export const pay = {
  progress: '进度',
  steps: { find: '查询', choose: '选择', pay: '付款', receipt: '收据' },
  delete: '删除最后一个字符',
  next: '下一步', look: '查询', lookAgain: '再查询一次', again: '再试一次', looking: { title: '正在查询', what: '正向部门查询，请稍候片刻。' },
  tax: {
    title: '请扫描您的电子身份', what: '或缴税通知书上的二维码，立即找到您的车辆。',
    plate: { title: '改为输入车牌', what: '另需车主身份证或车架编号的四个字符。任何人都可代缴。' }
  },
  slip: {
    title: '请扫描单据上的二维码', what: '罚款通知书，或法院、检察院缴费单上的二维码。',
    notice: { title: '输入罚款通知书编号', what: '印在通知书上方。' },
    number: { title: '输入缴费单编号', what: '法院或检察院的缴费单。' },
    plate: { title: '以车牌查询罚款', what: '另需车主身份证或车架编号的四个字符。' }
  },
  type: {
    plate: { title: '车牌号码是什么？', what: '横线可以省略：MT-00-01 输入 MT0001。' },
    proof: { title: '请输入最后四个字符', what: '车主身份证编号（不用括号）或车架编号的最后四个字符。' },
    class: { title: '是哪一辆车？', what: '有两辆车使用车牌 {plate}。' },
    notice: { title: '罚款通知书编号是什么？', what: '印在通知书上方。' },
    slip: { title: '缴费单编号是什么？', what: '印在二维码附近。' }
  },
  bills: {
    tax: '选择要缴税的车辆', slip: '应缴款项', what: '可以在此缴付的已为您选好。', one: '付款前请核对内容。',
    none: { title: '以下项目不能在这台机器缴付', what: '原因及办理地点在每项下方。' }, done: { title: '没有需要缴付的款项', what: '全部已缴付，或无须缴费。' },
    toCome: { title: '未到行车税缴付期', what: '何时可以缴付，列于每辆车下方。', fines: '何时可以缴付，列于每辆车下方。罚款可以先缴，按一下即可选取。' },
    season: '缴付期限至 {date}。',
    withFine: '包括未缴罚款 {amount}', fine: '罚款 {amount}：{where}', fineFirst: { title: '先缴罚款，再缴行车税', what: '法例规定须先缴罚款。这次一并付款：先缴罚款 {fine}，再缴税 {tax}，一张收据。' },
    total: '合计', vehicles: '合计 · {count} 辆车', pay: '付款', page: '{from}–{to} / {all}', earlier: '上一页', later: '下一页',
    most: '每次付款最多十辆车，其余可接着再付。',
    antiFraud: '只在本服务内收款。政府部门不会以电话或短信要求付款。', doubts: '如有疑问：{office} {number}',
    before: { title: '这项款项曾在这台机器开始付款', what: '您可以查看结果，并取得收据或待确认付款单。', show: '查看该次付款' }
  },
  tender: {
    title: '请选择付款方式',
    changed: { title: '金额有变', what: '原为 {before}，现为 {now}。没有扣款。如同意，请选择付款方式。' },
    away: '这里暂时没有可用的付款方式，没有扣款。'
  },
  paying: {
    preparing: { title: '正在准备付款', what: '尚未扣款。' },
    'wallet-scan': { title: '请看您的手机', what: '电子钱包可能要您确认。' },
    'wallet-show': { title: '请用电子钱包扫描', what: '打开电子钱包，选择“扫一扫”，对准这个码。' },
    card: { title: '请按刷卡机指示', what: '在刷卡机上拍卡或插卡，可能要输入密码。' },
    cash: { title: '现金付款', what: '只在有职员的柜台收取。' },
    left: '尚余 {time}', amount: '应付', cancel: '取消付款',
    slow: { title: '比平常需要更多时间', can: '您可以继续等候或取消，不会重复扣款。', cannot: '请再等一会，不会重复扣款。' }
  },
  ended: {
    unknown: { title: '尚未收到结果', what: '电子钱包或银行还未回复是否已付款。这台机器会自行继续查询，请不要再付一次。取得这张单便可离开。' },
    reversing: { title: '如有扣款，正在退回给您', what: '付款未能完成。如有扣款，会自动退回原来的付款方式。取得这张单便可离开。' },
    reversed: { title: '付款已撤销', what: '如有扣款，已经退回。' },
    staff: { title: '职员会跟进这次付款', what: '这次付款未能自动处理完毕，款项不会自动退回。请取得这张单并保存。再次缴付同一项目前，请先向职员查询。' },
    cancelled: { title: '付款已取消', what: '没有扣款。如曾扣款，已经退回。' },
    other: '改用其他付款方式', slip: { print: '打印待确认付款单', keep: '用手机保存' }
  },
  paid: {
    title: '已付款，谢谢', number: '收据编号', at: '日期及时间', tender: '付款方式',
    follows: { title: '已付款，收据稍后补发', what: '本机暂时未能安全保存记录。请带走付款单，稍后在本机扫描即可领取收据。' },
    returned: { title: '其中一项未获接受', what: '{amount} 会自动退回原来的付款方式，与收据一并打印的付款单会注明。' },
    staff: { title: '其中一项由职员跟进', what: '{amount} 不会自动退回。请保存与收据一并打印的付款单。' }
  },
  receipt: {
    title: '您的收据', print: { title: '打印收据', again: '再打印一张', what: '在这里取纸质收据。' }, phone: { title: '用手机保存', what: '扫描一个码即可，无须应用程序。' },
    message: { title: '发短信给我', what: '发到澳门的手机号码。' }, done: '完成离开',
    printed: '已打印，请取收据。', sent: '短信已发出。',
    code: { title: '请用手机扫描', what: '码内有整张收据及签署，请保存图片或文字。', words: '收据的二维码', picture: '收据' },
    slipCode: { title: '请用手机扫描', what: '码内有这张付款单及签署，任何柜台都可读取。', words: '待确认付款单的二维码', picture: '待确认付款单' },
    number: { title: '请输入手机号码', what: '八位数字，以 6 开头。号码不会保留。', send: '发出' }
  },
  toast: { notWallet: '这不是付款码。请在电子钱包打开付款码。', walletEarly: '这是电子钱包的付款码。请先按“付款”，再出示一次。', walletAgain: '没有扣款。请先看合计金额，再出示一次付款码。', busy: '请先完成这次付款。' },
  mine: '缴我的行车税'
}
