/** Money: what is owed, why something can't be paid here, how it is paid, and where a payment stands. Both faces use these words. */
export const money = {
  deviceKinds: { scanner: '掃描器', printer: '收據打印機', 'payment-terminal': '刷卡機', wallet: '電子錢包收款', cash: '現金錢箱' },
  vehicleClass: { moped: '輕型電單車', motorcycle: '重型電單車', light: '輕型汽車', heavy: '重型汽車', industrial: '工業機器車' },
  vehicle: { inspection: '驗車期 {date}', nothingDue: '電動車：無須繳稅', taxPaid: '本年度行車稅已繳', season: '繳付期由 {from} 至 {until}。' },
  bill: {
    tax: '{season} 年行車稅', otherTax: '稅款', fine: '交通罰款', slip: '繳費單', place: '地點', at: '日期及時間', offenceKind: '違例性質', photograph: '違例照片',
    offence: { infraction: '行政違法', contravention: '輕微違反' }
  },
  bars: {
    'offence-records': { short: '有違例記錄', why: '這輛車有違例記錄，須先由交通事務局處理。', todo: '請帶同車輛文件到交通事務局。' },
    inactive: { short: '非使用狀態', why: '登記顯示這輛車不在使用狀態。', todo: '交通事務局可為您恢復使用。' },
    'transfer-under-way': { short: '轉移車牌中', why: '這輛車的車牌正在辦理轉移。', todo: '請到交通事務局，連同轉移一併繳稅。' },
    'newly-acquired': { short: '新購車輛', why: '這輛車是今年一至三月購入的。', todo: '首年的行車稅請到交通事務局繳付。' },
    clamped: { short: '已被鎖車', why: '這輛車已被鎖，須親身辦理。', todo: '請到交通事務局。' },
    late: { short: '已過期', why: '自助機的繳稅期限已過。', todo: '交通事務局會計算金額並收款。' },
    'coercive-collection': { short: '已轉交財政局', why: '這筆稅款已轉交財政局（DSF）處理。', todo: '請向交通事務局查詢，職員會指引您。' },
    overdue: { short: '已過期', why: '在這裏繳付的期限已過。', todo: '請帶同單據到發出單據的部門。' },
    paid: { short: '已繳', why: '這項款項已經繳付。', todo: '您無須再做任何事。' },
    'payment-pending': { short: '付款處理中', why: '這項款項正在付款，不會重複收費。', todo: '請過幾分鐘再來。' }
  },
  offices: { dsat: '交通事務局：馬交石炮台馬路 33 號地下 · {number}' },
  tenders: {
    'wallet-scan': { name: '出示我的付款碼', how: '把手機上的付款碼放到掃描器上。' },
    'wallet-show': { name: '用手機掃描付款', how: '用電子錢包掃描這個畫面上的碼。' },
    card: { name: '銀行卡', how: '在刷卡機上拍卡或插卡。' },
    cash: { name: '現金', how: '只在有職員的櫃檯收取。' }
  },
  tenderReasons: {
    'line-down': '連線中斷，暫時不能使用', 'device-lost': '裝置沒有回應', maintenance: '維護中', maintenanceUntil: '維護至 {time}',
    'above-cap': '金額超出此方式的上限', wallet: '{name}：{note}', aboveCap: '上限 {amount}', 'disk-low': '這部機暫時不收款', 'not-here': '只在有職員的櫃檯收取'
  },
  paymentStates: {
    intended: '準備中', reserved: '準備中', refused: '未有收款', asked: '等候付款', unknown: '結果待確認', declined: '未獲接受', cancelled: '已取消',
    reversing: '款項退回中', reversed: '款項已退回', committed: '已付款', receipted: '已付款並給予收據'
  },
  itemStates: {
    waiting: '等候', submitted: '已送交部門', acknowledged: '部門已確認', refused: '未獲接受', reversing: '退回中', reversed: '已退回', refunded: '已退款', task: '待主管處理'
  },
  composition: { tax: '稅款', 'default-interest': '遲延利息', surcharge: '欠款的百分之三', fine: '罰款' }
}
