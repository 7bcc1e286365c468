/** Paying at the kiosk, from the first question to the receipt. */
export const pay = {
  progress: '進度',
  steps: { find: '查詢', choose: '選擇', pay: '付款', receipt: '收據' },
  delete: '刪除最後一個字元',
  next: '下一步', look: '查詢', lookAgain: '再查詢一次', again: '再試一次', looking: { title: '正在查詢', what: '正向部門查詢，請稍候片刻。' },
  tax: {
    title: '請掃描您的電子身份', what: '或繳稅通知書上的二維碼，立即找到您的車輛。',
    plate: { title: '改為輸入車牌', what: '另需車主身份證或車架編號的四個字元。任何人都可代繳。' }
  },
  slip: {
    title: '請掃描單據上的二維碼', what: '罰款通知書，或法院、檢察院繳費單上的二維碼。',
    notice: { title: '輸入罰款通知書編號', what: '印在通知書上方。' },
    number: { title: '輸入繳費單編號', what: '法院或檢察院的繳費單。' },
    plate: { title: '以車牌查詢罰款', what: '另需車主身份證或車架編號的四個字元。' }
  },
  type: {
    plate: { title: '車牌號碼是甚麼？', what: '橫線可以省略：MT-00-01 輸入 MT0001。' },
    proof: { title: '請輸入最後四個字元', what: '車主身份證編號（不用括號）或車架編號的最後四個字元。' },
    class: { title: '是哪一輛車？', what: '有兩輛車使用車牌 {plate}。' },
    notice: { title: '罰款通知書編號是甚麼？', what: '印在通知書上方。' },
    slip: { title: '繳費單編號是甚麼？', what: '印在二維碼附近。' }
  },
  bills: {
    tax: '選擇要繳稅的車輛', slip: '應繳款項', what: '可以在此繳付的已為您選好。', one: '付款前請核對內容。',
    none: { title: '以下項目不能在這部機繳付', what: '原因及辦理地點在每項下方。' }, done: { title: '沒有需要繳付的款項', what: '全部已繳付，或無須繳費。' },
    toCome: { title: '未到行車稅繳付期', what: '何時可以繳付，列於每輛車下方。', fines: '何時可以繳付，列於每輛車下方。罰款可以先繳，按一下即可選取。' },
    season: '繳付期限至 {date}。',
    withFine: '包括未繳罰款 {amount}', fine: '罰款 {amount}：{where}', fineFirst: { title: '先繳罰款，再繳行車稅', what: '法例規定須先繳罰款。今次一併付款：先繳罰款 {fine}，再繳稅 {tax}，一張收據。' },
    total: '合計', vehicles: '合計 · {count} 輛車', pay: '付款', page: '{from}–{to} / {all}', earlier: '上一頁', later: '下一頁',
    most: '每次付款最多十輛車，其餘可接着再付。',
    antiFraud: '只在本服務內收款。政府部門不會以電話或短訊要求付款。', doubts: '如有疑問：{office} {number}',
    before: { title: '這項款項曾在這部機開始付款', what: '您可以查看結果，並取得收據或待確認付款單。', show: '查看該次付款' }
  },
  tender: {
    title: '請選擇付款方式',
    changed: { title: '金額有變', what: '原為 {before}，現為 {now}。沒有扣款。如同意，請選擇付款方式。' },
    away: '這裏暫時沒有可用的付款方式，沒有扣款。'
  },
  paying: {
    preparing: { title: '正在準備付款', what: '尚未扣款。' },
    'wallet-scan': { title: '請看您的手機', what: '電子錢包可能要您確認。' },
    'wallet-show': { title: '請用電子錢包掃描', what: '打開電子錢包，選擇「掃一掃」，對準這個碼。' },
    card: { title: '請按刷卡機指示', what: '在刷卡機上拍卡或插卡，可能要輸入密碼。' },
    cash: { title: '現金付款', what: '只在有職員的櫃檯收取。' },
    left: '尚餘 {time}', amount: '應付', cancel: '取消付款',
    slow: { title: '比平常需要更多時間', can: '您可以繼續等候或取消，不會重複扣款。', cannot: '請再等一會，不會重複扣款。' }
  },
  ended: {
    unknown: { title: '尚未收到結果', what: '電子錢包或銀行還未回覆是否已付款。這部機會自行繼續查詢，請不要再付一次。取得這張單便可離開。' },
    reversing: { title: '如有扣款，正在退回給您', what: '付款未能完成。如有扣款，會自動退回原來的付款方式。取得這張單便可離開。' },
    reversed: { title: '付款已撤銷', what: '如有扣款，已經退回。' },
    staff: { title: '職員會跟進這次付款', what: '這次付款未能自動處理完畢，款項不會自動退回。請取得這張單並保存。再次繳付同一項目前，請先向職員查詢。' },
    cancelled: { title: '付款已取消', what: '沒有扣款。如曾扣款，已經退回。' },
    other: '改用其他付款方式', slip: { print: '打印待確認付款單', keep: '用手機保存' }
  },
  paid: {
    title: '已付款，多謝', number: '收據編號', at: '日期及時間', tender: '付款方式',
    follows: { title: '已付款，收據稍後補發', what: '本機暫時未能安全保存記錄。請帶走付款單，稍後在本機掃描即可領取收據。' },
    returned: { title: '其中一項未獲接受', what: '{amount} 會自動退回原來的付款方式，與收據一併打印的付款單會註明。' },
    staff: { title: '其中一項由職員跟進', what: '{amount} 不會自動退回。請保存與收據一併打印的付款單。' }
  },
  receipt: {
    title: '您的收據', print: { title: '打印收據', again: '再打印一張', what: '在這裏取紙本收據。' }, phone: { title: '用手機保存', what: '掃描一個碼即可，無須應用程式。' },
    message: { title: '發短訊給我', what: '發到澳門的手機號碼。' }, done: '完成離開',
    printed: '已打印，請取收據。', sent: '短訊已發出。',
    code: { title: '請用手機掃描', what: '碼內有整張收據及簽署，請保存圖片或文字。', words: '收據的二維碼', picture: '收據' },
    slipCode: { title: '請用手機掃描', what: '碼內有這張付款單及簽署，任何櫃檯都可讀取。', words: '待確認付款單的二維碼', picture: '待確認付款單' },
    number: { title: '請輸入手機號碼', what: '八位數字，以 6 開頭。號碼不會保留。', send: '發出' }
  },
  toast: { notWallet: '這不是付款碼。請在電子錢包打開付款碼。', walletEarly: '這是電子錢包的付款碼。請先按「付款」，再出示一次。', walletAgain: '沒有扣款。請先看合計金額，再出示一次付款碼。', busy: '請先完成這次付款。' },
  mine: '繳我的行車稅'
}
