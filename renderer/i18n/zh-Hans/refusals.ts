/** Every refusal: what happened and that it is nobody's fault, for the resident and for the clerk. */
export const refusals = {
  malformed: {
    resident: {
      title: '未能读取这个二维码',
      what: '这个二维码属于这里的服务，但内容不完整。屏幕太暗或二维码被遮挡时会这样。',
    },
    clerk: {
      title: '二维码不完整',
      what: '开头是电子身份、单据或收据的码，但格式不正确，多数是截去一部分或改动过的图片。',
    },
  },
  'scanner-setup': {
    resident: { title: '这台机器的扫描器设置有误', what: '您的码和纸张都没有问题：扫描器输入的字符与所读的不同。' },
    clerk: {
      title: '扫描器设置为其他键盘',
      what: '扫描器输入的内容，以本站所知的任何键盘都不完整。纸张没有问题：请将扫描器设为 USB 键盘、美式英文布局。',
    },
  },
  'reading-key-unknown': {
    resident: { title: '这台机器未认识您的电子身份', what: '您的电子身份没有问题，只是应用程序或本机需要更新。' },
    clerk: {
      title: '没有对应的读取密钥',
      what: '本机的信任数据没有此电子身份的密钥：可能是资料过旧，或应用程序过旧。',
    },
  },
  tampered: {
    resident: { title: '这个二维码曾被改动', what: '内容未能开启。只有您手机上的二维码有效，副本不能使用。' },
    clerk: { title: '二维码被改动', what: '加密部分未能开启，二维码在产生后曾损毁或被改动。' },
  },
  'wrong-audience': {
    resident: { title: '这是通关用的二维码', what: '柜台和自助机使用同一应用程序内的另一个码。' },
    clerk: { title: '通关码', what: '此出示是给出入境通道的，不是给柜台的。' },
  },
  'issuer-unknown': {
    resident: { title: '暂时未能识别这个电子身份', what: '这台机器不认识签发它的密钥。' },
    clerk: { title: '没有对应的签发密钥', what: '信任数据中没有身份证明局签发此电子身份的有效密钥。' },
  },
  'credential-forged': {
    resident: { title: '未能确认这个电子身份', what: '身份证明局的签署不相符，可能来自副本。' },
    clerk: { title: '身份证明局的签署不相符', what: '此凭证不是由身份证明局的密钥签署，不能证明任何人的身份。' },
  },
  'credential-expired': {
    resident: { title: '您的电子身份需要更新', what: '手机联网时会自动更新，可能已离线太久。' },
    clerk: {
      title: '电子身份不在有效时间内',
      what: '凭证的日期不包括现在：多数是手机离线超过一星期，有时是时钟不准。身份证本身可能仍然有效。',
    },
  },
  'presentation-forged': {
    resident: { title: '未能确认这个电子身份', what: '它不是由所属的手机出示的。' },
    clerk: { title: '不是由绑定的手机签署', what: '此码不是由已绑定该电子身份的手机产生。' },
  },
  expired: {
    resident: { title: '这个二维码已过时', what: '电子身份的二维码每 30 秒更新一次，截图不能使用。' },
    clerk: { title: '二维码已过时', what: '这是截图，或是一分钟前显示的二维码。' },
  },
  'clock-ahead': {
    resident: { title: '您的手机时间快了', what: '二维码上的时间还未到。' },
    clerk: { title: '时间不一致', what: '手机时间比本机快。如多部手机都这样，请检查本机时间。' },
  },
  replayed: {
    resident: { title: '这个二维码已用过', what: '每个码只可用一次，下一个会自动出现。' },
    clerk: { title: '二维码已用过', what: '同一个码先前已在本机或另一台机器读取。' },
  },
  revoked: {
    resident: { title: '电子身份已不在这部手机', what: '它已解除绑定，或已转移到另一部手机。' },
    clerk: { title: '电子身份已解除绑定', what: '此绑定已终止：电子身份已重设或转移到另一部手机。' },
  },
  'trust-expired': {
    resident: { title: '这台机器暂时不能核实电子身份', what: '本机的资料需要更新，您的电子身份没有问题。' },
    clerk: { title: '信任数据已过期', what: '本机的信任数据已过有效期，取得新资料前不能核实电子身份。' },
  },
  'trust-missing': {
    resident: { title: '这台机器还未能核实电子身份', what: '本机仍在等候资料，您的电子身份没有问题。' },
    clerk: { title: '未有信任数据', what: '本机尚未收到信任数据，不能核实任何电子身份。' },
  },
  'trust-refused': {
    resident: { title: '这台机器的资料未能更新', what: '上一份有效资料继续使用，您的电子身份没有问题。' },
    clerk: { title: '未采用新的信任数据', what: '收到的资料未通过检查，上一份有效资料继续使用。' },
  },
  'border-pass': {
    resident: { title: '这是通关用的二维码', what: '它只能打开出入境通道。柜台和自助机使用另一个码。' },
    clerk: { title: '通关码', what: '居民出示的是通关码，这里不会读取。' },
  },
  'merchant-qr': {
    resident: { title: '这是商店的收款码', what: '它是用来付款给商店的。这里没有付任何款项。' },
    clerk: { title: '商店收款码', what: '此码属于商店，不属于公共部门。没有付任何款项。' },
  },
  'unknown-code': {
    resident: { title: '这里不使用这个码', what: '没有打开，也没有保存。' },
    clerk: { title: '未知的码', what: '不是本机可读取的码，内容没有打开，也没有保存。' },
  },
  'wrong-crc': {
    resident: { title: '缴费单的二维码已损毁', what: '校验码不相符，因此没有采用任何内容。' },
    clerk: { title: '缴费单二维码损毁', what: '付款码的校验码与内容不相符。' },
  },
  'wrong-currency': {
    resident: { title: '这张单不是以澳门元计算', what: '澳门的公共款项以澳门元（MOP）缴付。' },
    clerk: { title: '不是澳门元', what: '缴费单所列的货币不是 MOP。' },
  },
  'wrong-country': {
    resident: { title: '这张单不是澳门的', what: '它列明来自其他地方。' },
    clerk: { title: '不是澳门的缴费单', what: '缴费单的地区代码不是 MO。' },
  },
  'unknown-agency': {
    resident: { title: '这台机器不认识发单部门', what: '单据可能有效，但本机不知道属于哪个部门。' },
    clerk: { title: '部门不明', what: '缴费单所列的部门，本机并不认识。' },
  },
  'service-not-approved': {
    resident: { title: '这台机器不可为此服务读取电子身份', what: '每项服务和每项资料都须事先经身份证明局批准。' },
    clerk: { title: '此服务在这里未获批准', what: '身份证明局未批准本机提供此服务，没有读取任何资料。' },
  },
  'service-not-chosen': {
    resident: { title: '请稍候', what: '尚未选择服务，因此没有读取任何资料。' },
    clerk: { title: '请先选择服务', what: '未选服务便没有获批准的资料，因此没有读取。' },
  },
  'person-gone': {
    resident: { title: '您的使用时间已结束', what: '读取过的资料已清除。' },
    clerk: { title: '该人士的资料已清除', what: '使用时间已结束，本机已忘记该人士。' },
  },
  'sign-in-failed': {
    resident: { title: '柜台未开放', what: '没有职员登录。' },
    clerk: { title: '未能登录', what: '本机没有这个登录。' },
  },
  'no-code-found': {
    resident: { title: '找不到二维码', what: '画面中没有二维码。' },
    clerk: { title: '找不到二维码', what: '画面中没有二维码。' },
  },
  'image-unreadable': {
    resident: { title: '未能读取图片', what: '这不是本机认识的图片。' },
    clerk: { title: '未能读取图片', what: '文件不是 PNG 或 JPEG 图片。' },
  },
  'key-locked': {
    resident: { title: '这台机器未准备好', what: '本机的密钥已锁上，与您无关。' },
    clerk: { title: '密钥已锁上', what: '未能在这台机器开启密钥。' },
  },
  'folder-in-use': {
    resident: { title: '这台机器未准备好', what: '程序已在别处执行，与您无关。' },
    clerk: { title: '已在执行', what: '另一个柜台通正使用此文件夹。' },
  },
  'folder-unwritable': {
    resident: { title: '这台机器未准备好', what: '本机未能保存记录，与您无关。' },
    clerk: { title: '未能写入文件夹', what: '本机不能写入其文件夹。' },
  },
  'folder-newer': {
    resident: { title: '这台机器未准备好', what: '本机正等候更新，与您无关。' },
    clerk: { title: '资料来自较新版本', what: '文件夹由较新版本写入，没有作任何改动。' },
  },
  'disk-full': {
    resident: { title: '这台机器未准备好', what: '本机的存储空间已满，与您无关。' },
    clerk: { title: '磁盘已满', what: '没有空间保存本机的记录。' },
  },
  'journal-locked': {
    resident: { title: '本机暂时不能收款', what: '本机的记录正被另一程序占用。没有扣款。' },
    clerk: {
      title: '付款记录被另一程序锁住',
      what: '本机上另有程序占用记录的数据库。没有扣款。请稍后再试；如持续，请通知技术人员。',
    },
  },
  'data-damaged': {
    resident: { title: '这台机器未准备好', what: '本机的记录需要维修，与您无关。' },
    clerk: { title: '资料损毁', what: '本机的记录未能读取，或与写入时不同。请勿依赖其内容；没有覆写任何资料。' },
  },
  'journal-went-back': {
    resident: { title: '本机暂时不能收款', what: '本机的付款记录不完整。查明之前，不收款，也不退款。这次没有扣款。' },
    clerk: {
      title: '本机缺少较新的付款记录',
      what: '本机的记录被换回较旧的版本。技术人员查明之前，不收款、不退款，也不能答复未决的现金是否已收。',
    },
  },
  'invalid-input': {
    resident: { title: '未能完成', what: '本机收到不明白的资料。' },
    clerk: { title: '输入无效', what: '本机拒绝了页面所送的资料。' },
  },
  'not-allowed': {
    resident: { title: '这里不提供', what: '本机不可以这样做。' },
    clerk: { title: '没有权限', what: '您在本机的角色不可以这样做。' },
  },
  'unknown-procedure': {
    resident: { title: '未能完成', what: '本机需要更新，与您无关。' },
    clerk: { title: '页面与本机不一致', what: '页面要求了本机没有的功能。' },
  },
  'gateway-unreachable': {
    resident: { title: '连接中断', what: '本机暂时未能连接部门，正在重试。' },
    clerk: { title: '未能连接网关', what: '部门的网关没有回应，本机会自行重试。' },
  },
  'gateway-refused': {
    resident: { title: '部门的系统没有接受', what: '与您无关。' },
    clerk: { title: '被网关拒绝', what: '部门的网关拒绝了本机的查询。' },
  },
  fault: {
    resident: { title: '这台机器出现问题', what: '是本机的问题，与您无关，没有保存您的任何资料。' },
    clerk: { title: '本机故障', what: '发生意外情况，事件已记录。' },
  },
}
