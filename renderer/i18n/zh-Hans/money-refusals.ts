/** Refusals of money: what happened, that it is nobody's fault, and whether anything was charged. */
export const moneyRefusals = {
  'vehicle-unknown': {
    resident: { title: '找不到这个车牌的车辆', what: '您的文件没有问题，可能只是输入时有一个字母或数字不同。' },
    clerk: { title: '找不到车牌', what: '登记中没有此车牌及类别的车辆。' },
  },
  'proof-wrong': {
    resident: { title: '四个字符不相符', what: '这很容易按错。为保障车主，请稍等一会再试。' },
    clerk: { title: '验证字符不相符', what: '四个字符与车主身份证编号及车架编号均不相符。' },
  },
  'proof-locked': {
    resident: { title: '这个车牌暂时不能再试', what: '为保障车主，试三次后须暂停一段时间，其他事情不受影响。' },
    clerk: { title: '三次后车牌已暂停', what: '网关暂时不再接受此车牌的验证字符。' },
  },
  'bill-unknown': {
    resident: { title: '这个号码找不到任何款项', what: '可能按错了号码，或部门的系统尚未有记录。' },
    clerk: { title: '找不到单据', what: '部门没有此号码的单据。' },
  },
  'too-soon': {
    resident: { title: '请稍等再试', what: '这是为了保障车主，不是您做错了。' },
    clerk: { title: '未到重试时间', what: '同一车牌两次验证之间须稍候。' },
  },
  'bill-paid': {
    resident: { title: '这项款项已经缴付', what: '这次没有扣款。' },
    clerk: { title: '已缴付', what: '部门记录显示已缴付，没有扣款。' },
  },
  'bill-pending': {
    resident: { title: '这项款项正在付款', what: '为免重复收费，须待那次付款有结果。这次没有扣款。' },
    clerk: { title: '付款处理中', what: '另一次付款已预留此单，没有扣款。' },
  },
  'bill-barred': {
    resident: { title: '这项款项须到柜台办理', what: '自助机不可代收，没有扣款。' },
    clerk: { title: '不可在此缴付', what: '部门不允许在此缴付，没有扣款。' },
  },
  'bill-overdue': {
    resident: { title: '在这里缴付的期限已过', what: '发出单据的部门会告诉您怎样办理，没有扣款。' },
    clerk: { title: '已过期限', what: '按部门的时钟，期限已过，没有扣款。' },
  },
  'amount-changed': {
    resident: { title: '金额有变', what: '部门刚更新了金额，没有扣款。' },
    clerk: { title: '金额已变', what: '部门的金额与报价不同，没有扣款。' },
  },
  'amount-invalid': {
    resident: { title: '这个金额不能在此缴付', what: '收到的金额不合理，因此没有扣款。' },
    clerk: { title: '金额无效', what: '其中一个金额为零、负数、过大或不是有效的数目，没有扣款。' },
  },
  'quote-expired': {
    resident: { title: '须重新查询金额', what: '金额的有效时间是五分钟，没有扣款。' },
    clerk: { title: '报价已过时', what: '报价有效五分钟，没有扣款。' },
  },
  'too-many-vehicles': {
    resident: { title: '每次付款最多十辆车', what: '其余车辆可以接着再付，没有扣款。' },
    clerk: { title: '超过十辆车', what: '每次付款最多十辆车。' },
  },
  'nothing-to-pay': {
    resident: { title: '没有需要缴付的款项', what: '找到的都已缴付，或无须缴费。' },
    clerk: { title: '没有应缴款项', what: '目前没有可缴付的单据。' },
  },
  settling: {
    resident: { title: '请稍候：正在处理先前的付款', what: '这台机器先完成之前的付款，没有扣款。' },
    clerk: { title: '正在处理先前的付款', what: '所有未完成的付款处理好后，才接受新的付款。' },
  },
  'clock-unsure': {
    resident: { title: '这台机器暂时不收款', what: '它未能确定收据须载明的日期和时间，没有扣款。' },
    clerk: {
      title: '日期和时间未能确定',
      what: '本机时钟相差超过两分钟，或部门的时间尚未确认。没有扣款；时间正确后会自行恢复收款。',
    },
  },
  'payment-under-way': {
    resident: { title: '已有一项付款正在进行', what: '每次只处理一项，以免重复扣款。' },
    clerk: { title: '付款进行中', what: '本次服务已有付款正在进行。' },
  },
  'too-often': {
    resident: { title: '请稍等片刻', what: '本机一分钟内收到太多次请求，这次没有扣款。' },
    clerk: { title: '一分钟内请求次数过多', what: '服务站会暂停最多一分钟，以免出错的页面占用它；这次没有扣款。' },
  },
  'head-unwitnessed': {
    resident: { title: '本机暂时不能收款', what: '付款记录暂时未能安全保存。已付的不受影响；未领的收据稍后补发。' },
    clerk: { title: '收据待发，暂停收款', what: '日志的最新印记暂时无处保存（本机及网关均不能）。已付的不受影响。' },
  },
  'cash-short': {
    resident: { title: '现金不足', what: '尚未收款。' },
    clerk: { title: '现金不足', what: '所付现金少于总额。' },
  },
  'wallet-code-missing': {
    resident: { title: '尚未读取付款码', what: '没有扣款。' },
    clerk: { title: '未有付款码', what: '未扫描客人的付款码，或已过了太久。' },
  },
  'tender-declined': {
    resident: { title: '付款未获接受', what: '电子钱包或银行没有说明原因，没有扣款。' },
    clerk: { title: '未获接受', what: '电子钱包或银行卡未接受，没有扣款。' },
  },
  'insufficient-funds': {
    resident: { title: '余额不足以支付这个金额', what: '没有扣款。' },
    clerk: { title: '余额不足', what: '电子钱包或银行卡余额不足，没有扣款。' },
  },
  'tender-limit': {
    resident: { title: '金额超出您电子钱包的上限', what: '每个电子钱包有自己的每次上限，没有扣款。' },
    clerk: { title: '超出电子钱包上限', what: '持有人的上限低于此金额，没有扣款。' },
  },
  'wallet-code-used': {
    resident: { title: '这个付款码已用过', what: '每个码只可付款一次，电子钱包会显示新的码，没有扣款。' },
    clerk: { title: '付款码已用过', what: '每个码只可付款一次，没有扣款。' },
  },
  'wallet-code-expired': {
    resident: { title: '这个付款码已过时', what: '付款码约一分钟有效，截图不能使用，没有扣款。' },
    clerk: { title: '付款码已过时', what: '付款码显示已久，没有扣款。' },
  },
  'wallet-code-unknown': {
    resident: { title: '这里不接受这个电子钱包', what: '您的电子钱包没有问题，只是这项服务未支持，没有扣款。' },
    clerk: { title: '电子钱包不明', what: '付款码不属于这里接受的电子钱包。' },
  },
  'wallet-maintenance': {
    resident: { title: '这个电子钱包正在维护', what: '完成后会自动恢复，没有扣款。' },
    clerk: { title: '电子钱包维护中', what: '正值电子钱包预告的维护时间，没有扣款。' },
  },
  'tender-unavailable': {
    resident: { title: '这种付款方式暂时不能使用', what: '是这台机器的问题，与您无关，没有扣款。' },
    clerk: { title: '付款方式不能使用', what: '有关设备或连接没有回应，没有扣款。' },
  },
  'tender-timeout': {
    resident: { title: '付款时间已过', what: '三分钟内没有收到付款，已取消。如有扣款，会自动退回。' },
    clerk: { title: '付款逾时', what: '期限前没有批准，撤销已送出并获确认。' },
  },
  'payment-interrupted': {
    resident: { title: '付款中断了', what: '这台机器中途停止。如有扣款，会自动退回。' },
    clerk: { title: '付款中断', what: '本机中途停止，重新启动时已撤销付款。' },
  },
  'payment-unknown': {
    resident: { title: '这里未能显示这项付款', what: '用同一车牌、单据或电子身份可再找到。' },
    clerk: { title: '付款不明', what: '本次服务没有开始此付款，也没有找到其单据。' },
  },
  'cannot-cancel': {
    resident: { title: '已不能取消', what: '付款已进行到下一步，结果会在画面显示。' },
    clerk: { title: '已不能取消', what: '付款已过了可取消的阶段。' },
  },
  'not-paid': {
    resident: { title: '这项没有收据', what: '没有付款，因此没有扣款。' },
    clerk: { title: '未付款', what: '此付款没有收据，也没有待确认付款单。' },
  },
  'already-refunded': {
    resident: { title: '这项款项已退回', what: '款项正在退回，或已经退回。' },
    clerk: { title: '已退款', what: '有关项目先前已退款。' },
  },
  'payment-doubted': {
    resident: { title: '本机不知这笔付款的结果', what: '本机的部分记录已遗失。不会就此再收款，职员会查明并作决定。' },
    clerk: {
      title: '本机不知其结果',
      what: '这笔付款之后的记录已遗失。本机不会再次收款，也不会退款，由主管查明并作决定。已列于“今日收款”（F9）。',
    },
  },
  'printer-out': {
    resident: { title: '打印机未能出纸', what: '您的付款没有问题，请改用手机保存收据。' },
    clerk: { title: '打印机未能出纸', what: '请检查纸张、上盖或连接线，付款没有问题。' },
  },
  'phone-invalid': {
    resident: { title: '这不是澳门的手机号码', what: '手机号码有八位数字，以 6 开头。您的付款没有问题。' },
    clerk: { title: '不是本地手机号码', what: '八位数字，以 6 开头。' },
  },
  'too-many-numbers': {
    resident: { title: '这次付款的短信已发送到三个号码', what: '每次付款最多发送到三个号码。您的付款没有问题。' },
    clerk: { title: '短信号码已达三个', what: '每次付款最多发送到三个号码；已发送的号码可以再发。' },
  },
  'receipt-forged': {
    resident: { title: '未能确认这张收据', what: '签署不相符，可能是损毁的副本。' },
    clerk: { title: '收据签署不相符', what: '收据内容不是由所列的自助机或柜台签署。' },
  },
  'receipt-key-unknown': {
    resident: { title: '这里未能核对这张收据', what: '这台机器不认识签署它的密钥，收据本身可能没有问题。' },
    clerk: { title: '收据密钥不明', what: '已公布的密钥中没有此收据的密钥编号。' },
  },
}
