/** The page that plays a resident’s phone, in training. */
export const phone = {
  title: '居民的手機',
  choose: { title: '這是誰的手機？', what: '以下人士全屬虛構。' },
  back: '選擇另一位居民',
  tabs: { eid: '電子身份', wallet: '錢包', slips: '繳費單', messages: '短訊', binding: '綁定編號', border: '通關碼', blue: '證件' },
  eid: {
    title: '電子身份', fresh: '{seconds} 秒後更新', watermark: '培訓 TRAINING', expired: '身份證已過期，電子身份會如實顯示。',
    unbound: '這部手機還未綁定電子身份。綁定編號在另一頁。', none: '此人不是居民，沒有電子身份。'
  },
  wallet: {
    title: '付款碼', what: '付款時出示。餘額：{amount}。', asleep: '這個電子錢包正在維護。', left: '尚餘 {time}', yes: '付款', no: '拒絕',
    asks: { scanned: '您的付款碼已被掃描，付款嗎？', shown: '畫面上的碼要求付款，付款嗎？' },
    outcomes: { approved: '已付款：{amount}。', cancelled: '您已拒絕，沒有付款。', declined: '電子錢包未接受，沒有付款。' }
  },
  slips: { pick: '單 {number}', states: { due: '待繳', 'due-today': '今日截止', overdue: '已逾期', paid: '已繳', pending: '繳付中' } },
  binding: { title: '綁定編號', what: '供人臉識別未能分辨的人士使用。有效至 {time}。' },
  border: { title: '通關碼', what: '只適用於出入境通道。試試櫃檯怎樣回應。' },
  blue: { title: '外地僱員身份認別證', what: '證件上有自己的碼。試試櫃檯怎樣回應。' },
  copy: '複製二維碼的文字',
  copied: '已複製',
  code: '二維碼：{what}',
  loading: '請稍候',
  lost: '模擬系統沒有回應，此頁會自行重試。'
}
