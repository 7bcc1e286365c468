/** Words that every face uses. */
export const shared = {
  brand: { name: '櫃台通', line: 'Balcão · 政府自助服務' },
  training: { banner: '培訓模式 • FORMAÇÃO • TRAINING', short: '培訓用', data: '資料全屬虛構', phone: '打開居民的手機', type: '輸入二維碼內容' },
  language: { choose: '語言' },
  moment: {
    plain: { title: '請稍候', what: '本機正在準備。', long: '比平常需要更多時間。請使用另一部機，或向職員查詢。' },
    silent: { title: '本機暫時沒有回應', what: '回復後會自動繼續。如正在付款：不會重複扣款。', long: '比平常需要更多時間。請使用另一部機，或向職員查詢。' }
  },
  elsewhere: { title: '此畫面已在另一個視窗開啟', what: '請關閉此視窗，或關閉另一個視窗。另一個關閉後，此視窗會在數秒內自動繼續。' },
  faultScreen: { title: '這部機出現問題', what: '是本機的問題，與您無關。請重新開始，或向職員查詢。', incident: '事件編號 {id}', again: '重新開始' },
  refusal: { hotline: '查詢：{office} {number}', wait: '請等候 {seconds} 秒。', left: '尚可試 {left} 次。' },
  camera: {
    starting: '正在啟動鏡頭', ready: '把二維碼放到鏡頭前', none: '這部機找不到鏡頭。', denied: '這部機不允許使用鏡頭。', busy: '鏡頭正被其他程式使用。',
    failed: '鏡頭未能啟動。', otherwise: '掃描器仍可使用：請把二維碼放到掃描器上。', again: '再試鏡頭', view: '鏡頭畫面'
  },
  entry: { title: '輸入或貼上二維碼內容', label: '二維碼的文字', hint: '培訓用：在手機頁面複製二維碼的文字。', read: '讀取', cancel: '取消' },
  reasons: {
    'line-down': { what: '與部門的連線中斷', todo: '電子身份以本機的信任資料核實，本機會自行重試。' },
    'line-starting': { what: '正在連線', todo: '需時數秒。' },
    'trust-missing': { what: '未有信任資料', todo: '收到前不能核實電子身份。' },
    'trust-expired': { what: '信任資料已過期', todo: '取得新資料前不能核實電子身份。' },
    'trust-alert': { what: '最近收到的信任資料未被採用', todo: '上一份有效資料繼續使用，請告知技術人員。' },
    'key-file': { what: '密鑰存於密封檔案', todo: '這部機沒有系統密鑰庫，作培訓用途已足夠。' },
    'disk-low': { what: '磁碟空間不足', todo: '請告知技術人員。' },
    'device-lost': { what: '有裝置沒有回應', todo: '檢查連接線，再重新插上。' },
    settling: { what: '正在處理先前的付款', todo: '完成前不接受新的付款，需時片刻。' },
    'cash-open': { what: '本機停止時有現金未確認', todo: '請說明是否已收取，之後才接受新的付款。' },
    'money-stuck': { what: '有款項等候過久', todo: '仍可收款。請在今日收款（F9）查看等候項目，並通知技術人員。' },
    'clock-unknown': { what: '未能確定準確時間', todo: '確認部門的時間前不收款，本機會自行重試；如持續，請通知技術員。' },
    'clock-wrong': { what: '本機時鐘不準', todo: '校正前不收款，請聯絡技術人員。' },
    'journal-checking': { what: '正在核對付款記錄', todo: '完成前不接受新的付款；更新之後可能需要數分鐘。' },
    'journal-locked': { what: '另一程式佔用付款記錄', todo: '釋放前不接受新的付款；本機會自動再試。如持續，請通知技術人員。' },
    'journal-damaged': { what: '付款記錄損毀或無法寫入', todo: '暫停收款。請聯絡技術人員，記錄不會被覆寫。' },
    'head-unwitnessed': { what: '暫時未能安全保存記錄', todo: '在此之前不接受新的付款；如持續，請聯絡技術人員。' },
    'journal-went-back': { what: '本機的記錄缺少較新的付款', todo: '暫停收款及退款。請聯絡技術人員，記錄不會被覆寫。' },
    'keys-lost': { what: '較早付款的密封資料無法讀取', todo: '收款照常。請告知技術人員。' }
  },
  line: { up: '已連線', down: '連線中斷', starting: '正在連線' },
  trust: { current: '信任資料有效', missing: '未有信任資料', expired: '信任資料已過期' },
  together: { title: '您要用哪一個碼？', what: '讀到了多個可在此使用的碼。', slip: '{kind}：{amount}', number: '編號 {number}', none: '都不是' },
  reading: { title: '正在讀取', what: '請稍候片刻。' }
}
