import { pay } from './pay.ts'

/** The kiosk: a resident, standing, touching. */
export const kiosk = {
  title: '櫃台通自助服務',
  home: {
    title: '請掃描二維碼，或選擇服務',
    what: '電子身份或繳費單，放到掃描器上即可。',
    start: '使用鏡頭掃描',
    reading: '正在讀取',
    myEid: { title: '我的電子身份', what: '查看您的電子身份內容' },
    tax: { title: '行車稅', what: '可一次繳付多輛車' },
    slip: { title: '罰款及繳費單', what: '繳付交通罰款，或法院、檢察院的繳費單' },
    payAway: '這裏暫時不能付款',
    eidAway: '這部機暫時不能核實電子身份',
  },
  scan: {
    any: { title: '把二維碼放到鏡頭前', what: '電子身份或繳費單。' },
    'my-eid': { title: '請出示電子身份', what: '在「一戶通」內：我的卡包 · 身份 · 電子身份' },
    slip: { title: '請出示繳費單的二維碼', what: '把單據攤平，讓整個二維碼在框內。' },
    tax: { title: '請出示電子身份或繳稅通知書', what: '在「一戶通」內：我的卡包 · 身份 · 電子身份' },
    wallet: { title: '請把付款碼放到掃描器上', what: '在電子錢包打開付款碼，將收取 {amount}。' },
  },
  answer: { purpose: '只有您看到這些資料，離開後不會保留。', again: '再掃描一次' },
  leave: {
    title: '這裏沒有留下您的任何資料',
    what: '多謝使用。下一位會重新開始。',
    home: '開始',
    cancelled: { title: '您的付款已取消', what: '如有扣款，會自動退回原來的付款方式。' },
    open: { title: '這部機會繼續跟進您的付款', what: '用同一車牌、單據或電子身份，在任何自助機或櫃檯都可再找到。' },
    staff: {
      title: '職員會跟進您的付款',
      what: '請保存付款單：在這部機掃描單上的碼可再找到這次付款，亦可帶到櫃檯查詢。',
    },
  },
  idle: {
    title: '您還在嗎？',
    what: { one: '1 秒後，畫面上您的資料會全部清除。', many: '{seconds} 秒後，畫面上您的資料會全部清除。' },
    stay: '我還在',
    left: '尚餘 {seconds} 秒。',
    cancelled: '付款亦會取消；如有扣款，會自動退回。',
    open: '這部機會自行繼續查詢您的付款結果。',
    staff: '職員會跟進您的付款，請保存付款單。',
  },
  nav: { back: '返回', cancel: '取消', leave: '完成離開' },
  access: {
    title: '畫面設定',
    simple: '簡易版',
    text: '字體大小',
    textStep: '字體第 {step} 級，共 3 級',
    voice: '朗讀',
    voiceNone: '沒有語音',
    reach: '低位操作',
    themes: { plain: '淺色', dark: '深色', contrast: '高對比' },
    voiceMissing: '這部機暫時沒有此語言的語音。',
  },
  pay,
}
