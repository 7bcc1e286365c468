/** Words that every face uses. */
export const shared = {
  brand: { name: '柜台通', line: 'Balcão · 政府自助服务' },
  training: { banner: '培訓模式 • FORMAÇÃO • TRAINING', short: '培训用', data: '资料全属虚构', phone: '打开居民的手机', type: '输入二维码内容' },
  language: { choose: '语言' },
  moment: {
    plain: { title: '请稍候', what: '本机正在准备。', long: '比平常需要更多时间。请使用另一台机器，或向职员查询。' },
    silent: { title: '本机暂时没有回应', what: '恢复后会自动继续。如正在付款：不会重复扣款。', long: '比平常需要更多时间。请使用另一台机器，或向职员查询。' }
  },
  elsewhere: { title: '此画面已在另一个窗口打开', what: '请关闭此窗口，或关闭另一个窗口。另一个关闭后，此窗口会在数秒内自动继续。' },
  faultScreen: { title: '这台机器出现问题', what: '是本机的问题，与您无关。请重新开始，或向职员查询。', incident: '事件编号 {id}', again: '重新开始' },
  refusal: { hotline: '查询：{office} {number}', wait: '请等候 {seconds} 秒。', left: '尚可试 {left} 次。' },
  camera: {
    starting: '正在启动摄像头', ready: '把二维码放到摄像头前', none: '这台机器找不到摄像头。', denied: '这台机器不允许使用摄像头。', busy: '摄像头正被其他程序使用。',
    failed: '摄像头未能启动。', otherwise: '扫描器仍可使用：请把二维码放到扫描器上。', again: '再试摄像头', view: '摄像头画面'
  },
  entry: { title: '输入或粘贴二维码内容', label: '二维码的文字', hint: '培训用：在手机页面复制二维码的文字。', read: '读取', cancel: '取消' },
  reasons: {
    'line-down': { what: '与部门的连接中断', todo: '电子身份以本机的信任数据核实，本机会自行重试。' },
    'line-starting': { what: '正在连接', todo: '需时数秒。' },
    'trust-missing': { what: '未有信任数据', todo: '收到前不能核实电子身份。' },
    'trust-expired': { what: '信任数据已过期', todo: '取得新资料前不能核实电子身份。' },
    'trust-alert': { what: '最近收到的信任数据未被采用', todo: '上一份有效资料继续使用，请告知技术人员。' },
    'key-file': { what: '密钥存于密封文件', todo: '这台机器没有系统密钥库，作培训用途已足够。' },
    'disk-low': { what: '磁盘空间不足', todo: '请告知技术人员。' },
    'device-lost': { what: '有设备没有回应', todo: '检查连接线，再重新插上。' },
    settling: { what: '正在处理先前的付款', todo: '完成前不接受新的付款，需时片刻。' },
    'cash-open': { what: '本机停止时有现金未确认', todo: '请说明是否已收取，之后才接受新的付款。' },
    'money-stuck': { what: '有款项等候过久', todo: '仍可收款。请在今日收款（F9）查看等候项目，并通知技术人员。' },
    'clock-unknown': { what: '未能确定准确时间', todo: '确认部门的时间前不收款，本机会自行重试；如持续，请通知技术员。' },
    'clock-wrong': { what: '本机时钟不准', todo: '校正前不收款，请联系技术人员。' },
    'journal-checking': { what: '正在核对付款记录', todo: '完成前不接受新的付款；更新之后可能需要几分钟。' },
    'journal-locked': { what: '另一程序占用付款记录', todo: '释放前不接受新的付款；本机会自动再试。如持续，请通知技术人员。' },
    'journal-damaged': { what: '付款记录损坏或无法写入', todo: '暂停收款。请联系技术人员，记录不会被覆写。' },
    'head-unwitnessed': { what: '暂时未能安全保存记录', todo: '在此之前不接受新的付款；如持续，请联系技术人员。' },
    'journal-went-back': { what: '本机的记录缺少较新的付款', todo: '暂停收款及退款。请联系技术人员，记录不会被覆写。' },
    'keys-lost': { what: '较早付款的密封资料无法读取', todo: '收款照常。请告知技术人员。' }
  },
  line: { up: '已连接', down: '连接中断', starting: '正在连接' },
  trust: { current: '信任数据有效', missing: '未有信任数据', expired: '信任数据已过期' },
  together: { title: '您要用哪一个码？', what: '读到了多个可在此使用的码。', slip: '{kind}：{amount}', number: '编号 {number}', none: '都不是' },
  reading: { title: '正在读取', what: '请稍候片刻。' }
}
