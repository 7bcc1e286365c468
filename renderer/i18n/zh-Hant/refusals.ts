/** Every refusal: what happened and that it is nobody's fault, for the resident and for the clerk. */
export const refusals = {
  malformed: {
    resident: {
      title: '未能讀取這個二維碼',
      what: '這個二維碼屬於這裏的服務，但內容不完整。屏幕太暗或二維碼被遮擋時會這樣。',
    },
    clerk: {
      title: '二維碼不完整',
      what: '開頭是電子身份、單據或收據的碼，但格式不正確，多數是截去一部分或改動過的圖片。',
    },
  },
  'scanner-setup': {
    resident: { title: '這部機的掃描器設定有誤', what: '您的碼和紙張都沒有問題：掃描器輸入的字元與所讀的不同。' },
    clerk: {
      title: '掃描器設定為其他鍵盤',
      what: '掃描器輸入的內容，以本站所知的任何鍵盤都不完整。紙張沒有問題：請將掃描器設為 USB 鍵盤、美式英文配置。',
    },
  },
  'reading-key-unknown': {
    resident: { title: '這部機未認識您的電子身份', what: '您的電子身份沒有問題，只是應用程式或本機需要更新。' },
    clerk: {
      title: '沒有對應的讀取密鑰',
      what: '本機的信任資料沒有此電子身份的密鑰：可能是資料過舊，或應用程式過舊。',
    },
  },
  tampered: {
    resident: { title: '這個二維碼曾被改動', what: '內容未能開啟。只有您手機上的二維碼有效，副本不能使用。' },
    clerk: { title: '二維碼被改動', what: '加密部分未能開啟，二維碼在產生後曾損毀或被改動。' },
  },
  'wrong-audience': {
    resident: { title: '這是通關用的二維碼', what: '櫃檯和自助機使用同一應用程式內的另一個碼。' },
    clerk: { title: '通關碼', what: '此出示是給出入境通道的，不是給櫃檯的。' },
  },
  'issuer-unknown': {
    resident: { title: '暫時未能識別這個電子身份', what: '這部機不認識簽發它的密鑰。' },
    clerk: { title: '沒有對應的簽發密鑰', what: '信任資料中沒有身份證明局簽發此電子身份的有效密鑰。' },
  },
  'credential-forged': {
    resident: { title: '未能確認這個電子身份', what: '身份證明局的簽署不相符，可能來自副本。' },
    clerk: { title: '身份證明局的簽署不相符', what: '此憑證不是由身份證明局的密鑰簽署，不能證明任何人的身份。' },
  },
  'credential-expired': {
    resident: { title: '您的電子身份需要更新', what: '手機連線時會自動更新，可能已離線太久。' },
    clerk: {
      title: '電子身份不在有效時間內',
      what: '憑證的日期不包括現在：多數是手機離線超過一星期，有時是時鐘不準。身份證本身可能仍然有效。',
    },
  },
  'presentation-forged': {
    resident: { title: '未能確認這個電子身份', what: '它不是由所屬的手機出示的。' },
    clerk: { title: '不是由綁定的手機簽署', what: '此碼不是由已綁定該電子身份的手機產生。' },
  },
  expired: {
    resident: { title: '這個二維碼已過時', what: '電子身份的二維碼每 30 秒更新一次，截圖不能使用。' },
    clerk: { title: '二維碼已過時', what: '這是截圖，或是一分鐘前顯示的二維碼。' },
  },
  'clock-ahead': {
    resident: { title: '您的手機時間快了', what: '二維碼上的時間還未到。' },
    clerk: { title: '時間不一致', what: '手機時間比本機快。如多部手機都這樣，請檢查本機時間。' },
  },
  replayed: {
    resident: { title: '這個二維碼已用過', what: '每個碼只可用一次，下一個會自動出現。' },
    clerk: { title: '二維碼已用過', what: '同一個碼先前已在本機或另一部機讀取。' },
  },
  revoked: {
    resident: { title: '電子身份已不在這部手機', what: '它已解除綁定，或已轉移到另一部手機。' },
    clerk: { title: '電子身份已解除綁定', what: '此綁定已終止：電子身份已重設或轉移到另一部手機。' },
  },
  'trust-expired': {
    resident: { title: '這部機暫時不能核實電子身份', what: '本機的資料需要更新，您的電子身份沒有問題。' },
    clerk: { title: '信任資料已過期', what: '本機的信任資料已過有效期，取得新資料前不能核實電子身份。' },
  },
  'trust-missing': {
    resident: { title: '這部機還未能核實電子身份', what: '本機仍在等候資料，您的電子身份沒有問題。' },
    clerk: { title: '未有信任資料', what: '本機尚未收到信任資料，不能核實任何電子身份。' },
  },
  'trust-refused': {
    resident: { title: '這部機的資料未能更新', what: '上一份有效資料繼續使用，您的電子身份沒有問題。' },
    clerk: { title: '未採用新的信任資料', what: '收到的資料未通過檢查，上一份有效資料繼續使用。' },
  },
  'border-pass': {
    resident: { title: '這是通關用的二維碼', what: '它只能打開出入境通道。櫃檯和自助機使用另一個碼。' },
    clerk: { title: '通關碼', what: '居民出示的是通關碼，這裏不會讀取。' },
  },
  'merchant-qr': {
    resident: { title: '這是商店的收款碼', what: '它是用來付款給商店的。這裏沒有付任何款項。' },
    clerk: { title: '商店收款碼', what: '此碼屬於商店，不屬於公共部門。沒有付任何款項。' },
  },
  'unknown-code': {
    resident: { title: '這裏不使用這個碼', what: '沒有打開，也沒有保存。' },
    clerk: { title: '未知的碼', what: '不是本機可讀取的碼，內容沒有打開，也沒有保存。' },
  },
  'wrong-crc': {
    resident: { title: '繳費單的二維碼已損毀', what: '校驗碼不相符，因此沒有採用任何內容。' },
    clerk: { title: '繳費單二維碼損毀', what: '付款碼的校驗碼與內容不相符。' },
  },
  'wrong-currency': {
    resident: { title: '這張單不是以澳門元計算', what: '澳門的公共款項以澳門元（MOP）繳付。' },
    clerk: { title: '不是澳門元', what: '繳費單所列的貨幣不是 MOP。' },
  },
  'wrong-country': {
    resident: { title: '這張單不是澳門的', what: '它列明來自其他地方。' },
    clerk: { title: '不是澳門的繳費單', what: '繳費單的地區代碼不是 MO。' },
  },
  'unknown-agency': {
    resident: { title: '這部機不認識發單部門', what: '單據可能有效，但本機不知道屬於哪個部門。' },
    clerk: { title: '部門不明', what: '繳費單所列的部門，本機並不認識。' },
  },
  'service-not-approved': {
    resident: { title: '這部機不可為此服務讀取電子身份', what: '每項服務和每項資料都須事先經身份證明局批准。' },
    clerk: { title: '此服務在這裏未獲批准', what: '身份證明局未批准本機提供此服務，沒有讀取任何資料。' },
  },
  'service-not-chosen': {
    resident: { title: '請稍候', what: '尚未選擇服務，因此沒有讀取任何資料。' },
    clerk: { title: '請先選擇服務', what: '未選服務便沒有獲批准的資料，因此沒有讀取。' },
  },
  'person-gone': {
    resident: { title: '您的使用時間已結束', what: '讀取過的資料已清除。' },
    clerk: { title: '該人士的資料已清除', what: '使用時間已結束，本機已忘記該人士。' },
  },
  'sign-in-failed': {
    resident: { title: '櫃檯未開放', what: '沒有職員登入。' },
    clerk: { title: '未能登入', what: '本機沒有這個登入。' },
  },
  'no-code-found': {
    resident: { title: '找不到二維碼', what: '畫面中沒有二維碼。' },
    clerk: { title: '找不到二維碼', what: '畫面中沒有二維碼。' },
  },
  'image-unreadable': {
    resident: { title: '未能讀取圖片', what: '這不是本機認識的圖片。' },
    clerk: { title: '未能讀取圖片', what: '檔案不是 PNG 或 JPEG 圖片。' },
  },
  'key-locked': {
    resident: { title: '這部機未準備好', what: '本機的密鑰已鎖上，與您無關。' },
    clerk: { title: '密鑰已鎖上', what: '未能在這部機開啟密鑰。' },
  },
  'folder-in-use': {
    resident: { title: '這部機未準備好', what: '程式已在別處執行，與您無關。' },
    clerk: { title: '已在執行', what: '另一個櫃台通正使用此資料夾。' },
  },
  'folder-unwritable': {
    resident: { title: '這部機未準備好', what: '本機未能保存記錄，與您無關。' },
    clerk: { title: '未能寫入資料夾', what: '本機不能寫入其資料夾。' },
  },
  'folder-newer': {
    resident: { title: '這部機未準備好', what: '本機正等候更新，與您無關。' },
    clerk: { title: '資料來自較新版本', what: '資料夾由較新版本寫入，沒有作任何改動。' },
  },
  'disk-full': {
    resident: { title: '這部機未準備好', what: '本機的儲存空間已滿，與您無關。' },
    clerk: { title: '磁碟已滿', what: '沒有空間保存本機的記錄。' },
  },
  'journal-locked': {
    resident: { title: '本機暫時不能收款', what: '本機的記錄正被另一程式佔用。沒有扣款。' },
    clerk: {
      title: '付款記錄被另一程式鎖住',
      what: '本機上另有程式佔用記錄的資料庫。沒有扣款。請稍後再試；如持續，請通知技術人員。',
    },
  },
  'data-damaged': {
    resident: { title: '這部機未準備好', what: '本機的記錄需要維修，與您無關。' },
    clerk: { title: '資料損毀', what: '本機的記錄未能讀取，或與寫入時不同。請勿依賴其內容；沒有覆寫任何資料。' },
  },
  'journal-went-back': {
    resident: { title: '本機暫時不能收款', what: '本機的付款記錄不完整。查明之前，不收款，也不退款。這次沒有扣款。' },
    clerk: {
      title: '本機缺少較新的付款記錄',
      what: '本機的記錄被換回較舊的版本。技術人員查明之前，不收款、不退款，亦不能答覆未決的現金是否已收。',
    },
  },
  'invalid-input': {
    resident: { title: '未能完成', what: '本機收到不明白的資料。' },
    clerk: { title: '輸入無效', what: '本機拒絕了頁面所送的資料。' },
  },
  'not-allowed': {
    resident: { title: '這裏不提供', what: '本機不可以這樣做。' },
    clerk: { title: '沒有權限', what: '您在本機的角色不可以這樣做。' },
  },
  'unknown-procedure': {
    resident: { title: '未能完成', what: '本機需要更新，與您無關。' },
    clerk: { title: '頁面與本機不一致', what: '頁面要求了本機沒有的功能。' },
  },
  'gateway-unreachable': {
    resident: { title: '連線中斷', what: '本機暫時未能連接部門，正在重試。' },
    clerk: { title: '未能連接閘道', what: '部門的閘道沒有回應，本機會自行重試。' },
  },
  'gateway-refused': {
    resident: { title: '部門的系統沒有接受', what: '與您無關。' },
    clerk: { title: '被閘道拒絕', what: '部門的閘道拒絕了本機的查詢。' },
  },
  fault: {
    resident: { title: '這部機出現問題', what: '是本機的問題，與您無關，沒有保存您的任何資料。' },
    clerk: { title: '本機故障', what: '發生意外情況，事件已記錄。' },
  },
}
