import { till } from './counter-till.ts'

/** The counter: a clerk, eyes on the person, hands on the keyboard. */
export const counter = {
  title: '櫃台通 · 櫃檯',
  signIn: {
    title: '您好，本櫃檯尚未開放。', what: '以培訓文員登入即可開始。這裏全部都是練習。', go: '以培訓文員登入',
    production: '本櫃檯的登入尚未設定，請聯絡技術人員。'
  },
  bar: { omnibox: '掃描任何二維碼，或輸入車牌、單號', omniboxTraining: '掃描任何二維碼，或輸入車牌、單號或碼的文字', signOut: '登出' },
  service: { title: '服務', none: '本櫃檯沒有獲批准的服務。', noneHow: '每項服務須事先經身份證明局批准，請查看右方的信任資料。', fields: '身份證明局批准的資料' },
  task: {
    choose: '請先選擇服務', chooseHow: '按服務上所示的鍵。只可讀取該服務獲批准的資料。',
    ready: '請居民出示電子身份', readyHow: '經居民同意後，把手機放到掃描器上。二維碼每 30 秒更新一次。',
    camera: '使用鏡頭', cameraOff: '關閉鏡頭', verified: '身份已核實', verifiedBundle: '身份已離線核實', verifiedHow: '請核對所需資料，完成後按 Esc。',
    again: '下一次掃描'
  },
  person: {
    none: '櫃檯前沒有人', noneHow: '掃描電子身份後，獲批准的資料會在此顯示。', end: '結束並清除',
    note: { one: '「{service}」只可讀取這一項獲批准的資料，其他資料沒有離開核實模組。', many: '「{service}」只可讀取這 {count} 項獲批准的資料，其他資料沒有離開核實模組。' },
    gone: '該人士的資料已清除。'
  },
  side: {
    notes: '本次登入', notesNone: '尚未掃描', notesHow: '這裏只保留時間和類別。', good: '已讀取', refused: '未接受',
    station: '本機', since: '自 {time}', issued: '發出 {time}', expires: '有效至 {time}', version: '版本 {version}',
    noDevices: '沒有連接掃描器', noDevicesHow: '仍可使用鏡頭及鍵盤模式的掃描器。', virtual: '虛擬', attention: '請留意'
  },
  foot: { age: '信任資料 {minutes} 分鐘前', clock: '澳門時間', themes: { plain: '淺色', dark: '深色', contrast: '高對比' } },
  devices: { ready: '{name}就緒', starting: '{name}啟動中', lost: '{name}已斷開', failed: '{name}故障', all: '{count} 個裝置就緒' }, takings: '今日收款',
  till
}
