/** Refusals of money: what happened, that it is nobody's fault, and whether anything was charged. */
export const moneyRefusals = {
  'vehicle-unknown': {
    resident: { title: '找不到這個車牌的車輛', what: '您的文件沒有問題，可能只是輸入時有一個字母或數字不同。' },
    clerk: { title: '找不到車牌', what: '登記中沒有此車牌及類別的車輛。' },
  },
  'proof-wrong': {
    resident: { title: '四個字元不相符', what: '這很容易按錯。為保障車主，請稍等一會再試。' },
    clerk: { title: '驗證字元不相符', what: '四個字元與車主身份證編號及車架編號均不相符。' },
  },
  'proof-locked': {
    resident: { title: '這個車牌暫時不能再試', what: '為保障車主，試三次後須暫停一段時間，其他事情不受影響。' },
    clerk: { title: '三次後車牌已暫停', what: '閘道暫時不再接受此車牌的驗證字元。' },
  },
  'bill-unknown': {
    resident: { title: '這個號碼找不到任何款項', what: '可能按錯了號碼，或部門的系統尚未有記錄。' },
    clerk: { title: '找不到單據', what: '部門沒有此號碼的單據。' },
  },
  'too-soon': {
    resident: { title: '請稍等再試', what: '這是為了保障車主，不是您做錯了。' },
    clerk: { title: '未到重試時間', what: '同一車牌兩次驗證之間須稍候。' },
  },
  'bill-paid': {
    resident: { title: '這項款項已經繳付', what: '這次沒有扣款。' },
    clerk: { title: '已繳付', what: '部門記錄顯示已繳付，沒有扣款。' },
  },
  'bill-pending': {
    resident: { title: '這項款項正在付款', what: '為免重複收費，須待那次付款有結果。這次沒有扣款。' },
    clerk: { title: '付款處理中', what: '另一次付款已預留此單，沒有扣款。' },
  },
  'bill-barred': {
    resident: { title: '這項款項須到櫃檯辦理', what: '自助機不可代收，沒有扣款。' },
    clerk: { title: '不可在此繳付', what: '部門不允許在此繳付，沒有扣款。' },
  },
  'bill-overdue': {
    resident: { title: '在這裏繳付的期限已過', what: '發出單據的部門會告訴您怎樣辦理，沒有扣款。' },
    clerk: { title: '已過期限', what: '按部門的時鐘，期限已過，沒有扣款。' },
  },
  'amount-changed': {
    resident: { title: '金額有變', what: '部門剛更新了金額，沒有扣款。' },
    clerk: { title: '金額已變', what: '部門的金額與報價不同，沒有扣款。' },
  },
  'amount-invalid': {
    resident: { title: '這個金額不能在此繳付', what: '收到的金額不合理，因此沒有扣款。' },
    clerk: { title: '金額無效', what: '其中一個金額為零、負數、過大或不是有效的數目，沒有扣款。' },
  },
  'quote-expired': {
    resident: { title: '須重新查詢金額', what: '金額的有效時間是五分鐘，沒有扣款。' },
    clerk: { title: '報價已過時', what: '報價有效五分鐘，沒有扣款。' },
  },
  'too-many-vehicles': {
    resident: { title: '每次付款最多十輛車', what: '其餘車輛可以接着再付，沒有扣款。' },
    clerk: { title: '超過十輛車', what: '每次付款最多十輛車。' },
  },
  'nothing-to-pay': {
    resident: { title: '沒有需要繳付的款項', what: '找到的都已繳付，或無須繳費。' },
    clerk: { title: '沒有應繳款項', what: '目前沒有可繳付的單據。' },
  },
  settling: {
    resident: { title: '請稍候：正在處理先前的付款', what: '這部機先完成之前的付款，沒有扣款。' },
    clerk: { title: '正在處理先前的付款', what: '所有未完成的付款處理好後，才接受新的付款。' },
  },
  'clock-unsure': {
    resident: { title: '這部機暫時不收款', what: '它未能確定收據須載明的日期和時間，沒有扣款。' },
    clerk: {
      title: '日期和時間未能確定',
      what: '本機時鐘相差超過兩分鐘，或部門的時間尚未確認。沒有扣款；時間正確後會自行恢復收款。',
    },
  },
  'payment-under-way': {
    resident: { title: '已有一項付款正在進行', what: '每次只處理一項，以免重複扣款。' },
    clerk: { title: '付款進行中', what: '本次服務已有付款正在進行。' },
  },
  'too-often': {
    resident: { title: '請稍等片刻', what: '本機一分鐘內收到太多次請求，這次沒有扣款。' },
    clerk: { title: '一分鐘內請求次數過多', what: '服務站會暫停最多一分鐘，以免出錯的頁面佔用它；這次沒有扣款。' },
  },
  'head-unwitnessed': {
    resident: { title: '本機暫時不能收款', what: '付款記錄暫時未能安全保存。已付的不受影響；未領的收據稍後補發。' },
    clerk: { title: '收據待發，暫停收款', what: '日誌的最新印記暫時無處保存（本機及閘道均不能）。已付的不受影響。' },
  },
  'cash-short': {
    resident: { title: '現金不足', what: '尚未收款。' },
    clerk: { title: '現金不足', what: '所付現金少於總額。' },
  },
  'wallet-code-missing': {
    resident: { title: '尚未讀取付款碼', what: '沒有扣款。' },
    clerk: { title: '未有付款碼', what: '未掃描客人的付款碼，或已過了太久。' },
  },
  'tender-declined': {
    resident: { title: '付款未獲接受', what: '電子錢包或銀行沒有說明原因，沒有扣款。' },
    clerk: { title: '未獲接受', what: '電子錢包或銀行卡未接受，沒有扣款。' },
  },
  'insufficient-funds': {
    resident: { title: '餘額不足以支付這個金額', what: '沒有扣款。' },
    clerk: { title: '餘額不足', what: '電子錢包或銀行卡餘額不足，沒有扣款。' },
  },
  'tender-limit': {
    resident: { title: '金額超出您電子錢包的上限', what: '每個電子錢包有自己的每次上限，沒有扣款。' },
    clerk: { title: '超出電子錢包上限', what: '持有人的上限低於此金額，沒有扣款。' },
  },
  'wallet-code-used': {
    resident: { title: '這個付款碼已用過', what: '每個碼只可付款一次，電子錢包會顯示新的碼，沒有扣款。' },
    clerk: { title: '付款碼已用過', what: '每個碼只可付款一次，沒有扣款。' },
  },
  'wallet-code-expired': {
    resident: { title: '這個付款碼已過時', what: '付款碼約一分鐘有效，截圖不能使用，沒有扣款。' },
    clerk: { title: '付款碼已過時', what: '付款碼顯示已久，沒有扣款。' },
  },
  'wallet-code-unknown': {
    resident: { title: '這裏不接受這個電子錢包', what: '您的電子錢包沒有問題，只是這項服務未支援，沒有扣款。' },
    clerk: { title: '電子錢包不明', what: '付款碼不屬於這裏接受的電子錢包。' },
  },
  'wallet-maintenance': {
    resident: { title: '這個電子錢包正在維護', what: '完成後會自動恢復，沒有扣款。' },
    clerk: { title: '電子錢包維護中', what: '正值電子錢包預告的維護時間，沒有扣款。' },
  },
  'tender-unavailable': {
    resident: { title: '這種付款方式暫時不能使用', what: '是這部機的問題，與您無關，沒有扣款。' },
    clerk: { title: '付款方式不能使用', what: '有關裝置或連線沒有回應，沒有扣款。' },
  },
  'tender-timeout': {
    resident: { title: '付款時間已過', what: '三分鐘內沒有收到付款，已取消。如有扣款，會自動退回。' },
    clerk: { title: '付款逾時', what: '期限前沒有批准，撤銷已送出並獲確認。' },
  },
  'payment-interrupted': {
    resident: { title: '付款中斷了', what: '這部機中途停止。如有扣款，會自動退回。' },
    clerk: { title: '付款中斷', what: '本機中途停止，重新啟動時已撤銷付款。' },
  },
  'payment-unknown': {
    resident: { title: '這裏未能顯示這項付款', what: '用同一車牌、單據或電子身份可再找到。' },
    clerk: { title: '付款不明', what: '本次服務沒有開始此付款，也沒有找到其單據。' },
  },
  'cannot-cancel': {
    resident: { title: '已不能取消', what: '付款已進行到下一步，結果會在畫面顯示。' },
    clerk: { title: '已不能取消', what: '付款已過了可取消的階段。' },
  },
  'not-paid': {
    resident: { title: '這項沒有收據', what: '沒有付款，因此沒有扣款。' },
    clerk: { title: '未付款', what: '此付款沒有收據，也沒有待確認付款單。' },
  },
  'already-refunded': {
    resident: { title: '這項款項已退回', what: '款項正在退回，或已經退回。' },
    clerk: { title: '已退款', what: '有關項目先前已退款。' },
  },
  'payment-doubted': {
    resident: { title: '本機不知這筆付款的結果', what: '本機的部分記錄已遺失。不會就此再收款，職員會查明並作決定。' },
    clerk: {
      title: '本機不知其結果',
      what: '這筆付款之後的記錄已遺失。本機不會再次收款，也不會退款，由主管查明並作決定。已列於「今日收款」（F9）。',
    },
  },
  'printer-out': {
    resident: { title: '打印機未能出紙', what: '您的付款沒有問題，請改用手機保存收據。' },
    clerk: { title: '打印機未能出紙', what: '請檢查紙張、上蓋或連接線，付款沒有問題。' },
  },
  'phone-invalid': {
    resident: { title: '這不是澳門的手機號碼', what: '手機號碼有八位數字，以 6 開頭。您的付款沒有問題。' },
    clerk: { title: '不是本地手機號碼', what: '八位數字，以 6 開頭。' },
  },
  'too-many-numbers': {
    resident: { title: '這次付款的短訊已傳送到三個號碼', what: '每次付款最多傳送到三個號碼。您的付款沒有問題。' },
    clerk: { title: '短訊號碼已達三個', what: '每次付款最多傳送到三個號碼；已傳送的號碼可以再傳。' },
  },
  'receipt-forged': {
    resident: { title: '未能確認這張收據', what: '簽署不相符，可能是損毀的副本。' },
    clerk: { title: '收據簽署不相符', what: '收據內容不是由所列的自助機或櫃檯簽署。' },
  },
  'receipt-key-unknown': {
    resident: { title: '這裏未能核對這張收據', what: '這部機不認識簽署它的密鑰，收據本身可能沒有問題。' },
    clerk: { title: '收據密鑰不明', what: '已公佈的密鑰中沒有此收據的密鑰編號。' },
  },
}
