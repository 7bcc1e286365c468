/** What a code can be: its name, and for kinds that nothing more can be done with here, what to do with it. */
export const codes = {
  kinds: {
    'eid-presentation': { name: '電子身份', resident: '已讀取您的電子身份。', clerk: '已讀取電子身份。' },
    'border-pass': { name: '通關碼', resident: '請在出入境通道使用。', clerk: '只適用於出入境通道。' },
    'binding-number': {
      name: '電子身份綁定編號',
      resident: '沒有作任何綁定。請保密，並帶同身份證到身份證明局櫃檯；編號 24 小時內有效。',
      clerk: '用作綁定電子身份的編號。本櫃檯不使用；須憑身份證及指紋，在身份證明局自助機或櫃檯辦理。',
    },
    'security-code-request': {
      name: '安全驗證碼申請',
      resident: '這是商社通帳戶使用的，請到行政公職局櫃檯。',
      clerk: '啟用登入安全驗證碼的申請，本櫃檯不處理。',
    },
    'payment-slip': { name: '繳費單', resident: '這是繳費單所列的內容。', clerk: '這是繳費單所列的內容。' },
    'merchant-qr': {
      name: '商店收款碼',
      resident: '它是用來付款給商店的。這裏沒有付任何款項。',
      clerk: '用來付款給商店。這裏沒有付任何款項。',
    },
    'wallet-payment': {
      name: '電子錢包付款碼',
      resident: '沒有扣款。您可以關閉它：此碼只在付款時才需要。',
      clerk: '付款人的電子錢包碼。沒有扣款，請居民關閉。',
    },
    'operator-badge': { name: '職員證', resident: '這是職員使用的證件。', clerk: '職員證。本機不以此登入。' },
    receipt: { name: '收據', resident: '收據真確，由本服務站簽署，請妥善保存。', clerk: '收據真確，由本服務站簽署。' },
    'pending-slip': {
      name: '待確認付款單',
      resident: '付款單真確，已再找到這次付款。',
      clerk: '付款單真確，由本服務站發出，已再找到該次付款。',
    },
    'undo-code': { name: '解除凍結碼', resident: '請拿到身份證明局櫃檯。', clerk: '解除凍結的碼，由身份證明局處理。' },
    approval: { name: '批准碼', resident: '這是職員使用的。', clerk: '第二人的批准。目前沒有事項等候批准。' },
    'z-report': { name: '日結報告', resident: '這是職員使用的。', clerk: '日結報告上的碼。' },
    unknown: { name: '未知的碼', resident: '這裏不使用這個碼。', clerk: '不是本機可讀取的碼。' },
  },
  receiptState: {
    gone: {
      title: '收據真確，但部分款項已不再有效',
      resident: '收據由本服務站簽署。以下款項已退回或正在退回：',
      clerk: '收據由本服務站簽署。以下款項已不屬已付：',
    },
    unknown: {
      title: '收據真確，但找不到該次付款',
      resident: '收據由本服務站簽署，但找不到該次付款，請到櫃檯出示。',
      clerk: '收據由本服務站簽署，但日誌沒有該次付款；採信前請詢問主管。',
    },
    lost: {
      title: '收據真確，但其後情況不詳',
      resident: '收據由本服務站簽署，當時已付款。其後的部分記錄已遺失；之後有否退款，請到櫃檯查詢。',
      clerk: '收據由本服務站簽署，當時已付款。其後的記錄已遺失，之後情況這裏無從得知；採信前請詢問收款部門或主管。',
    },
    takenBack: {
      title: '收據真確，但收款部門已撤回',
      resident: '收據由本服務站簽署，當時已付款。收款部門表示款項不再全部屬已付，請到櫃檯出示。',
      clerk: '收據由本服務站簽署，但收款部門已撤回至少一部分；說明款項去向的記錄已遺失，請找主管。',
    },
    item: '{state}，{date}',
  },
  hints: {
    url: '看似是網址，沒有打開。',
    wifi: '看似是 Wi-Fi 碼。',
    'blue-card': '看似是外地僱員身份認別證的碼。這裏不會讀取，請在櫃檯出示該證。',
    ean: '看似是商品條碼。',
    'health-certificate': '看似是健康證明。',
    contact: '看似是聯絡人名片。',
    text: '內容是文字。',
    binary: '內容不是文字。',
    'too-long': '比這裏使用的任何碼都長。',
    empty: '內容是空的。',
  },
  slip: {
    agency: {
      DSAT: '交通事務局（DSAT）',
      PSP: '治安警察局（CPSP）',
      MP: '檢察院（MP）',
      TUI: '終審法院院長辦公室（TUI）',
      DSF: '財政局（DSF）',
      IAM: '市政署（IAM）',
    },
    kind: { tax: '稅款', fine: '罰款', slip: '繳費單' },
    payee: '收款部門',
    billNumber: '單號',
    purpose: '用途',
    payBy: '繳付期限',
  },
}
