/** Money at the counter: what the clerk is told and tells the payer. */
export const till = {
  again: '繼續', back: '返回', close: '關閉', next: '下一位', pay: '選擇付款方式', look: '查詢', toBasket: '返回付款項目', earlier: '先前的付款',
  looking: { title: '正在查詢', what: '可以繼續輸入，所按的鍵不會遺失。' },
  proof: { title: '輸入四個驗證字元', what: '車主身份證編號（不用括號）或車架編號的最後四個字元。任何人都可代繳。',
    misread: { title: '驗證字元是四個字母或數字', what: '請輸入身份證編號的最後四個字元（如 5678），或車架編號的最後四個。尚未查詢。' }
  },
  class: { title: '兩輛車使用這個車牌，是哪一輛？' },
  payBy: '期限 {date}', composition: '逾期稅款的組成',
  status: { in: '已選取', out: '未選取', nothing: '無須繳付', later: '未到繳付期', late: '逾期：可在此繳付' },
  found: { title: '應繳款項', season: '{year} 年行車稅，期限至 {date}', how: '按項目旁的數字鍵可選取或取消；↑ ↓ 逐項移動，空白鍵選取或取消。按 F2 輸入車牌或單號，或掃描任何碼，可再加入。' },
  finesFirst: { title: '先繳罰款，再繳行車稅', what: '法例規定須先繳罰款，兩者一併付款，其中罰款 {amount}。' },
  antiFraud: '只在本服務內收款。政府部門不會以電話或短訊要求付款。', doubts: '如有疑問：{office} {number}',
  quoted: '金額由部門於 {time} 報價，五分鐘內有效；過時會自動重新查詢。',
  changed: { title: '金額有變', what: '原為 {before}，現為 {now}。沒有扣款。請先告知付款人再繼續。' },
  basket: { title: '付款項目', none: '未有項目', noneHow: '掃描電子身份、通知書或繳費單，或按 F2 輸入車牌或單號。', total: '合計', vehicles: '合計 · {count} 輛車', how: '付款方式' },
  tenders: { 'wallet-scan': '掃描付款人的付款碼', 'wallet-show': '出示收款碼', card: '銀行卡', cash: '現金' },
  ways: { 'wallet-scan': '電子錢包（掃描付款碼）', 'wallet-show': '電子錢包（出示收款碼）', card: '銀行卡', cash: '現金' },
  tender: { title: '請選擇付款方式', what: '按付款方式上所示的鍵，或直接掃描付款人的付款碼。', away: '暫時沒有可用的付款方式' },
  code: { title: '請掃描付款人的付款碼', what: '請付款人在電子錢包打開付款碼，掃描後即時收款。' },
  cash: {
    title: '收到多少現金？', what: '以澳門元輸入，例如 1600 或 1600.50。', total: '應付', given: '收到', change: '找續', short: '尚欠', take: '收取現金',
    said: {
      nothing: { title: '收到多少現金？', what: '請先輸入金額，再按 Enter。' },
      'no-amount': { title: '這不是金額', what: '只可輸入數字；逗號後一至兩位是小數，三位是千位分隔：1600、1600.50、1600,50 或 1,600。未收取任何款項。' },
      'too-much': { title: '超出可收取的金額：最多 {most}', what: '請核對所輸入的金額。未收取任何款項。' },
      short: { title: '金額不足', what: '請向付款人收取尚欠的金額，再輸入收到的總數。' },
      much: { title: '找續 {amount}：確定要找這麼多？', what: '再按一次 Enter 即收取現金，或更正所輸入的金額。' }
    }
  },
  paying: {
    preparing: { title: '正在準備付款', what: '正在預留單據，尚未扣款。' },
    'wallet-scan': { title: '等候電子錢包', what: '付款人可能要在手機上確認。' },
    'wallet-show': { title: '請付款人掃描這個碼', what: '把畫面轉向付款人，請對方打開電子錢包選「掃一掃」。' },
    card: { title: '請在刷卡機操作', what: '付款人拍卡或插卡，可能要輸入密碼。' },
    cash: { title: '正在記錄現金', what: '請稍候片刻。' },
    passed: '已等候 {time}', times: '已等候 {time} · 尚餘 {left}', slow: '比平常需要更多時間',
    can: '可繼續等候，或按 Esc 取消。不會重複扣款。', cannot: '請繼續等候，已不能取消。不會重複扣款。'
  },
  cancel: { go: '取消付款', ask: '要取消這次付款嗎？', what: '如付款人剛已付款，款項會自動退回。', yes: '是，取消付款', no: '否，繼續等候' },
  paid: {
    title: '已付款', number: '收據編號', tender: '付款方式',
    follows: { title: '已付款，收據稍後補發', what: '日誌的最新印記暫時無處保存。請給予付款單；稍後在此掃描即可補發收據。在此之前不收款。' },
    notAccepted: '其中一項未獲接受', returned: '{amount} 會自動退回原來的付款方式，與收據一併打印的付款單會註明。請告知付款人。',
    kept: '現金中有 {amount} 須退還付款人，請主管退款，並告知付款人。',
    forStaff: { title: '其中一項待主管處理', what: '{amount} 不會自動退回，主管可在「今日收款」（F9）找到。與收據一併打印的付款單會註明，請付款人保存。' }
  },
  ended: {
    unknown: { title: '尚未收到結果', what: '本機會自行繼續查詢，如無結果會退回款項。請勿再收一次。請打印待確認付款單交給付款人，對方可以離開；以同一車牌或單號，在任何服務站都可查到。' },
    reversing: { title: '款項正在退回', what: '付款未能完成。已收的款項會自動退回，直至確認為止。請打印待確認付款單交給付款人，對方可以離開。' },
    reversed: { title: '付款已撤銷', what: '如有扣款，已經退回。' },
    staff: { title: '不會自動退款，待主管處理', what: '本機未能處理完畢這次付款，亦不會自動退回款項。主管可在「今日收款」（F9）找到並作決定。請打印待確認付款單交給付款人保存，對方可以離開。再次收取同一項目前，請先問主管。' },
    cancelled: { title: '付款已取消', what: '沒有扣款。如曾扣款，已經退回。' },
    other: '改用其他付款方式'
  },
  receipt: {
    print: '打印收據', again: '再打印一張（註明補印）', slip: '打印待確認付款單', show: '顯示', message: '發短訊',
    sheet: '收據', slipSheet: '待確認付款單', code: '二維碼', codeHow: '付款人可用手機掃描保存'
  },
  message: { title: '發到哪個手機號碼？', what: '澳門號碼：八位數字，以 6 開頭。號碼不會保留。', send: '發出' },
  openCash: {
    title: '這筆現金收了嗎？', what: '付款期間本機停止運作（{time}）。請檢查錢箱，回答前不會收取新款項。待回答：{count} 筆。',
    taken: '收了，在錢箱內', takenHow: '記為已付款，可給予收據。', not: '沒有收，付款人已取回', notHow: '不算已付款，單據可再次繳付。'
  },
  takings: {
    title: '今日收款', tender: '付款方式', payments: '筆數', amount: 'MOP', total: '合計', how: '來自本機的帳簿。',
    open: '尚未完結：{count} 項', openHow: '本機會自行繼續處理。', late: '等候過久：{count} 項',
    lateHow: '本機會自行繼續嘗試，仍可收款。請檢查網絡與刷卡機；如兩者正常，請通知技術員。',
    waits: {
      'outcome': '未有結果的付款：{count} 筆，最早自 {since}', 'reversal': '款項退回中的付款：{count} 筆，最早自 {since}',
      'acknowledgement': '已付款而部門尚未確認：{count} 項，最早自 {since}',
      'item-reversal': '被拒項目的款項退回中：{count} 項，最早自 {since}', 'refund': '退款：{count} 筆，最早自 {since}',
      'undo': '已拒絕或取消而尚未確認沒有扣款的付款：{count} 筆，最早自 {since}'
    },
    tasksHow: '本版本未設辦理退款或結束待處理項目的畫面。請記下決定、決定人及金額旁的四位編號；該項會留在此清單。',
    why: {
      'cash-refused': { title: '待主管處理：{count} 項（{amount}）', how: '部門未接受以現金繳付的款項，請辦理退款交還。' },
      'reversal-late': { title: '待主管處理：未獲確認 {count} 筆（{amount}）', how: '這些付款已被拒絕或取消，但逾一日仍未獲確認沒有扣款。本機會繼續查詢。請憑付款編號向錢包或發卡銀行查詢。' },
      'reversal-refused': { title: '待主管處理：不會自行退回的款項 {count} 項（{amount}）', how: '持有款項的一方或已記為繳付的部門已明確拒絕退回，本機不再嘗試。請與對方處理或以現金交還。' },
      'unreadable': { title: '待查詢：{count} 項（{amount}）', how: '本機已無法讀取所付的是哪一項，部門也未答覆處理結果。款項不會退回，本機會繼續查詢。請以收據號碼的最後四位向部門查詢。' },
      'journal-went-back': { title: '本機不知結果：{count} 項（{amount}）', how: '本機較新的記錄已遺失，因而不知這些付款的結果。不會再次收款，也不會退款。請憑付款編號與部門、錢包及發卡銀行核對。' }
    }
  },
  said: {
    printed: { title: '已打印', what: '請把收據交給付款人。' },
    'printed-once': { title: '已打印一張', what: '請把收據交給付款人。服務下一位請再按一次 Enter。' },
    reprinted: { title: '已再次打印', what: '紙上註明「補印」。' },
    'slip-printed': { title: '待確認付款單已打印', what: '請交給付款人，對方可以離開。' },
    sent: { title: '短訊已發出', what: '正送往該手機。' },
    busy: { title: '請先完成目前的步驟', what: '剛才掃描或輸入的內容沒有使用。' },
    early: { title: '按得太早', what: '金額顯示之前的操作沒有使用。請先看清金額，再按一次。' },
    'wallet-later': { title: '這是電子錢包的付款碼', what: '沒有扣款。請按 Enter，告知付款人合計金額，再掃描一次。' },
    'wallet-again': { title: '這是電子錢包的付款碼', what: '沒有扣款：掃描時屏幕還沒有顯示合計金額。請告知付款人合計金額，再掃描一次。' },
    'not-taken': { title: '已記錄：沒有收款', what: '不算已付款。' }
  }
}
