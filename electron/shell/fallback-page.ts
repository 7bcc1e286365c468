import { createHash } from 'node:crypto'
import type { RefusalCode } from '../contract/index.ts'

/** The languages of every sentence, in the order of the kiosk's choice of languages. */
const LANGUAGES = ['zh-Hant', 'pt', 'en', 'zh-Hans'] as const
type Language = (typeof LANGUAGES)[number]
type Sentences = Readonly<Record<Language, string>>

/** A fallback page: it says one thing, without a script, where the shell has no page of the renderer to show. */
export type FallbackPage =
  | { what: 'locked' | 'used' | 'refused' | 'not-found' | 'not-built' }
  | { what: 'starting' }
  | { what: 'fault'; incident: string; why: StartRefusal }

/** The reasons why a station can't start for which the page tells a technician what to do. */
export const START_REFUSALS = [
  'folder-unwritable',
  'folder-newer',
  'disk-full',
  'data-damaged',
  'journal-locked',
  'key-locked',
  'not-allowed',
  'invalid-input',
  'fault',
] as const satisfies readonly RefusalCode[]
export type StartRefusal = (typeof START_REFUSALS)[number]

const SAYS: Readonly<Record<FallbackPage['what'], Sentences>> = {
  locked: {
    'zh-Hant': '此頁已上鎖。請使用 Balcão 啟動時所顯示的網址開啟；在該視窗按 Enter 可取得新網址。',
    pt: 'Esta página está trancada. Abra-a com o endereço que o Balcão mostra ao arrancar; a tecla Enter mostra outro.',
    en: 'This page is locked. Open it with the address that Balcão prints when it starts; Enter prints another.',
    'zh-Hans': '此页已上锁。请使用 Balcão 启动时所显示的网址打开；在该窗口按 Enter 可取得新网址。',
  },
  used: {
    'zh-Hant': '此網址已經用過或已過期。請在 Balcão 的視窗按 Enter，取得新網址。',
    pt: 'Este endereço já foi usado ou expirou. Prima Enter na janela do Balcão para obter outro.',
    en: 'This address has been used or has expired. Press Enter in Balcão’s window to get another.',
    'zh-Hans': '此网址已经用过或已过期。请在 Balcão 的窗口按 Enter，取得新网址。',
  },
  refused: {
    'zh-Hant': '此要求不是來自本機的 Balcão，因此不獲接受。',
    pt: 'Este pedido não veio do Balcão desta máquina e não foi aceite.',
    en: 'This request did not come from this machine’s Balcão and was not accepted.',
    'zh-Hans': '此请求不是来自本机的 Balcão，因此不获接受。',
  },
  'not-found': {
    'zh-Hant': '這裡沒有任何內容。',
    pt: 'Não há nada aqui.',
    en: 'There is nothing here.',
    'zh-Hans': '这里没有任何内容。',
  },
  'not-built': {
    'zh-Hant': '此畫面尚未建置。請以 npm start 啟動，或先執行 npm run build。',
    pt: 'Este ecrã ainda não foi construído. Arranque com npm start, ou corra antes npm run build.',
    en: 'This screen has not been built. Start with npm start, or run npm run build first.',
    'zh-Hans': '此画面尚未构建。请以 npm start 启动，或先执行 npm run build。',
  },
  starting: {
    'zh-Hant': '正在啟動，請稍候。',
    pt: 'A arrancar. Um momento, por favor.',
    en: 'Starting. One moment, please.',
    'zh-Hans': '正在启动，请稍候。',
  },
  fault: {
    'zh-Hant': '本機暫時未能提供服務。這不是您的問題，機內沒有留下您的任何資料。請使用另一部機，或向職員查詢。',
    pt:
      'Esta máquina não pode atender de momento. A culpa não é sua e nada de seu ficou aqui. Use outra ' +
      'máquina ou fale com um funcionário.',
    en:
      'This machine cannot serve you at the moment. It is nothing you did, and nothing of yours is ' +
      'left here. Please use another machine, or ask the staff.',
    'zh-Hans': '本机暂时未能提供服务。这不是您的问题，机内没有留下您的任何资料。请使用另一部机，或向职员查询。',
  },
}

/** What the technician can do about each reason. The shell starts the station again by itself. */
const TECHNICIAN: Readonly<Record<StartRefusal, Sentences>> = {
  'folder-unwritable': {
    'zh-Hant': '技術員：無法寫入資料夾。請檢查其擁有者與權限，以及磁碟是否以唯讀方式掛載。',
    pt: 'Técnico: não é possível escrever na pasta de dados. Verifique o dono e as permissões, e se o disco está montado só para leitura.',
    en: 'Technician: the data folder cannot be written to. Check its owner and permissions, and whether its disk is mounted read-only.',
    'zh-Hans': '技术员：无法写入数据文件夹。请检查其所有者与权限，以及磁盘是否以只读方式挂载。',
  },
  'folder-newer': {
    'zh-Hant': '技術員：資料夾由較新版本的 Balcão 寫入。請安裝該版本，或指定另一個資料夾。',
    pt: 'Técnico: a pasta de dados foi escrita por uma versão mais recente do Balcão. Instale essa versão ou indique outra pasta.',
    en: 'Technician: the data folder was written by a newer Balcão. Install that version, or name another folder.',
    'zh-Hans': '技术员：数据文件夹由较新版本的 Balcão 写入。请安装该版本，或指定另一个文件夹。',
  },
  'disk-full': {
    'zh-Hant': '技術員：磁碟已滿。請釋放空間；資料夾內的檔案一個也不要刪除。',
    pt: 'Técnico: o disco está cheio. Liberte espaço; não apague nada da pasta de dados.',
    en: 'Technician: the disk is full. Free some space; delete nothing in the data folder.',
    'zh-Hans': '技术员：磁盘已满。请释放空间；数据文件夹内的文件一个也不要删除。',
  },
  'data-damaged': {
    'zh-Hant': '技術員：資料夾內有檔案損壞，未有任何改寫。請先複製整個資料夾，再以備份還原或指定另一個資料夾。',
    pt:
      'Técnico: um ficheiro da pasta de dados está danificado; nada foi reescrito. Copie a pasta ' +
      'inteira e depois reponha uma cópia de segurança ou indique outra pasta.',
    en:
      'Technician: a file in the data folder is damaged; nothing was overwritten. Copy the whole ' +
      'folder first, then restore a backup or name another folder.',
    'zh-Hans': '技术员：数据文件夹内有文件损坏，未有任何改写。请先复制整个文件夹，再以备份还原或指定另一个文件夹。',
  },
  'journal-locked': {
    'zh-Hant': '技術員：資料夾內的一個資料庫正被另一個程式占用。請關閉該程式（例如備份或資料庫檢視工具）。',
    pt: 'Técnico: outro programa retém uma das bases de dados da pasta. Feche-o: uma cópia de segurança, por exemplo, ou um visualizador.',
    en: 'Technician: another program holds one of the data folder’s databases. Close it: a backup, say, or a viewer.',
    'zh-Hans': '技术员：文件夹内的一个数据库正被另一个程序占用。请关闭该程序（例如备份或数据库查看工具）。',
  },
  'key-locked': {
    'zh-Hant': '技術員：無法開啟本機的金鑰。請以建立此資料夾的系統帳戶啟動 Balcão，並確認該帳戶的金鑰庫已解鎖。',
    pt:
      'Técnico: não foi possível abrir as chaves desta máquina. Arranque o Balcão com a conta que ' +
      'criou esta pasta e confirme que o cofre de chaves dela está aberto.',
    en:
      'Technician: this machine’s keys could not be opened. Start Balcão with the account that made ' +
      'this folder, and see that its key store is unlocked.',
    'zh-Hans': '技术员：无法打开本机的密钥。请以创建此文件夹的系统账户启动 Balcão，并确认该账户的密钥库已解锁。',
  },
  'not-allowed': {
    'zh-Hant': '技術員：此資料夾屬於另一種模式（培訓或正式運作）。請指定另一個資料夾。',
    pt: 'Técnico: esta pasta de dados pertence ao outro modo (formação ou produção). Indique outra pasta.',
    en: 'Technician: this data folder belongs to the other mode (training or production). Name another folder.',
    'zh-Hans': '技术员：此文件夹属于另一种模式（培训或正式运作）。请指定另一个文件夹。',
  },
  'invalid-input': {
    'zh-Hant': '技術員：資料夾內的 settings.json 不存在或無法讀懂。請按說明文件重新填寫。',
    pt: 'Técnico: o ficheiro settings.json da pasta de dados falta ou não se entende. Preencha-o de novo segundo a documentação.',
    en: 'Technician: settings.json in the data folder is missing or cannot be understood. Fill it in again as the README says.',
    'zh-Hans': '技术员：数据文件夹内的 settings.json 不存在或无法读懂。请按说明文件重新填写。',
  },
  fault: {
    'zh-Hant': '技術員：請執行 station doctor，並在記錄中查找以上事故編號。',
    pt: 'Técnico: corra station doctor e procure no registo o número do incidente acima.',
    en: 'Technician: run station doctor, and look for the incident above in the log.',
    'zh-Hans': '技术员：请运行 station doctor，并在日志中查找以上事故编号。',
  },
}

const MARK = '櫃台通 · Balcão'
const INCIDENT: Sentences = { 'zh-Hant': '事故編號', pt: 'N.º do incidente', en: 'Incident', 'zh-Hans': '事故编号' }

/** Every character that a fallback page can show, by which its fonts are chosen. */
export const FALLBACK_TEXT =
  [...Object.values(SAYS), ...Object.values(TECHNICIAN), INCIDENT]
    .flatMap((sentences) => Object.values(sentences))
    .join('') +
  MARK +
  '0123456789abcdef'

/** The path of the style sheet with the fallback pages' fonts. */
export const FALLBACK_FONTS_PATH = '/calm.css'

const STYLE = `
html { color-scheme: light; background: #f6f4ee; color: #14201b; font: clamp(18px, 2.6vw, 28px)/1.5 \
"Noto Sans Variable", "Noto Sans TC Variable", "Noto Sans TC", system-ui, sans-serif }
:lang(zh-Hans) { font-family: "Noto Sans Variable", "Noto Sans SC Variable", "Noto Sans SC", system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-items: center }
main { max-width: 34em; margin: 2em; padding: 2em 2.5em; background: #fff; border-radius: 32px; box-shadow: 0 12px 40px #14201b14 }
p { margin: .9em 0 } .mark { color: #00553c; font-weight: 700; letter-spacing: .02em } .incident { font-variant-numeric: tabular-nums }
.technician { color: #44534c; font-size: .8em }
`

/** The hash of the fallback pages' style sheet, as the content security policy names it. */
export const FALLBACK_STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const paragraphs = (sentences: Sentences, kind = ''): string =>
  LANGUAGES.map((language) => `<p lang="${language}"${kind}>${escaped(sentences[language])}</p>`).join('\n')

/**
 * Renders a fallback page as HTML. While the station starts, or can't, the page reloads itself without a script: after
 * 1 s or 10 s.
 */
export function renderFallbackPage(page: FallbackPage): string {
  const waits = page.what === 'starting' || page.what === 'fault'
  const more =
    page.what === 'fault'
      ? '<p ' +
        `class="incident">${LANGUAGES.map((language) => `<span lang="${language}">${INCIDENT[language]}</span>`).join(' · ')} ` +
        `<b>${escaped(page.incident)}</b></p>\n${paragraphs(TECHNICIAN[page.why], ' class="technician"')}`
      : ''
  return `<!doctype html>
<html lang="zh-Hant">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${waits ? `<meta http-equiv="refresh" content="${page.what === 'starting' ? 1 : 10}">\n` : ''}<link rel="icon" href="data:,">
<title>Balcão</title>
<link rel="stylesheet" href="${FALLBACK_FONTS_PATH}">
<style>${STYLE}</style>
</head>
<body><main>
<p class="mark">${MARK}</p>
${paragraphs(SAYS[page.what])}
${more}
</main></body>
</html>
`
}

/** What the technician can do, in English, for a terminal. */
export function technicianAdvice(why: StartRefusal): string {
  return TECHNICIAN[why].en.replace('Technician: ', '')
}

/** The reason that is shown for a refusal at the start; a refusal without a sentence of its own is shown as a fault. */
export function startRefusal(code: RefusalCode): StartRefusal {
  return START_REFUSALS.find((known) => known === code) ?? 'fault'
}
