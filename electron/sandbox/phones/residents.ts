import type { PhoneLanguage } from './phone-contract.ts'

/** A fictitious person. ID numbers 9900xxxx begin with a digit that no document uses. */
export interface Resident {
  id: string
  /** Eight digits. */
  idNumber: string
  /** Empty where there is none. */
  nameChinese: string
  nameForeign: string
  /** YYYY-MM-DD. */
  birthDate: string
  kind: 'P' | 'N'
  /** YYYY-MM-DD. */
  cardValidUntil: string
  /** Whether the ID card was cancelled; that it has expired follows from its date. */
  cardState: 'valid' | 'cancelled'
  /** The made-up finger that the card matches, another for each resident. */
  finger: number
  /** The residents who are a minor's parents or guardians, by id. */
  guardians: readonly string[]
  /** Whether a guardian bound the eID. */
  guardianBound: boolean
  /** The resident whose phone holds the eID, by id. */
  phone: string
  /** The phone key's algorithm. */
  phoneKey: 'ES256' | 'EdDSA'
  /**
   * How the training begins. `bound`: shows an eID; `dead`: on a phone without contact, which shows one whose binding
   * has ended; `unbound`: has a binding number; `none`: not a resident.
   */
  binding: 'bound' | 'dead' | 'unbound' | 'none'
  /** The document of somebody who has no ID card of Macao's. */
  papers?: { kind: 'passport' | 'blue-card'; number: string }
  /** Bills besides their vehicles' taxes and fines (`register.ts`). */
  slips: readonly SlipPlan[]
  about: Readonly<Record<PhoneLanguage, string>>
}

/** A slip whose pay-by date is `payInDays` from today in Macao. The amount is in avos. */
export interface SlipPlan {
  agency: 'DSAT' | 'PSP' | 'MP' | 'TUI' | 'DSF' | 'IAM'
  slipKind: 'tax' | 'fine' | 'slip'
  amountAvos: number
  billNumber: string
  purpose: string
  payInDays: number
}

const adult = {
  kind: 'P',
  cardValidUntil: '2032-06-30',
  cardState: 'valid',
  guardians: [],
  guardianBound: false,
  phoneKey: 'ES256',
  binding: 'bound',
  slips: [],
} as const

type Words = readonly [zhHant: string, pt: string, en: string, zhHans: string]
const words = ([zhHant, pt, en, zhHans]: Words) => ({ 'zh-Hant': zhHant, pt, en, 'zh-Hans': zhHans })

/** Lower fingers are the training's own (`electron/start/training/twins.ts`). */
const FIRST_FINGER = 100

/** Makes a resident, with a phone of their own unless `rest` says otherwise. */
function resident(
  id: string,
  number: number,
  names: readonly [string, string],
  birthDate: string,
  about: Words,
  rest: Partial<Resident> = {},
): Resident {
  return {
    ...adult,
    id,
    idNumber: `9900${String(number).padStart(4, '0')}`,
    nameChinese: names[0],
    nameForeign: names[1],
    birthDate,
    finger: FIRST_FINGER + number,
    phone: id,
    about: words(about),
    ...rest,
  }
}

/** The number of the phone that holds a resident's eID: 6200 and four digits. Nothing is ever sent to it. */
export function phoneNumberOf({ phone }: Resident): string {
  const idNumber = RESIDENTS.find(({ id }) => id === phone)?.idNumber ?? ''
  return `6200${idNumber.slice(-4)}`
}

/** The sandbox's residents, in the order in which trainees meet them. */
export const RESIDENTS: readonly Resident[] = [
  resident('two-cars', 1, ['測試一', 'TESTE UM'], '1980-02-29', [
    '兩輛汽車,一輛有未繳罰款',
    'Dois automóveis, um com multa por pagar',
    'Two cars, one with an unpaid fine',
    '两辆汽车,一辆有未缴罚款',
  ]),
  resident('late-tax', 2, ['測試二', 'TESTE DOIS'], '1975-11-03', [
    '逾期未繳行車稅',
    'Imposto de circulação em atraso',
    'Vehicle tax overdue',
    '逾期未缴行车税',
  ]),
  resident(
    'four-cars',
    3,
    ['測試三', 'TESTE TRÊS'],
    '1969-07-15',
    [
      '電動車、新車、停用車、被鎖車各一',
      'Um carro eléctrico, um novo, um inactivo e um bloqueado',
      'An electric, a new, an inactive and a clamped car',
      '电动车、新车、停用车、被锁车各一',
    ],
    { phoneKey: 'EdDSA' },
  ),
  resident('fleet', 4, ['測試四', 'TESTE QUATRO'], '1958-01-20', [
    '十輛車的車隊',
    'Frota de dez veículos',
    'A fleet of ten vehicles',
    '十辆车的车队',
  ]),
  resident(
    'twin-one',
    5,
    ['測試五甲', 'TESTE CINCO A'],
    '1996-05-05',
    [
      '雙胞胎,未綁定,有綁定編號',
      'Gémeo sem eID vinculado, com número de vinculação',
      'Adult twin, not bound yet, with a binding number',
      '双胞胎,未绑定,有绑定编号',
    ],
    { binding: 'unbound' },
  ),
  resident(
    'twin-two',
    6,
    ['測試五乙', 'TESTE CINCO B'],
    '1996-05-05',
    [
      '雙胞胎,未綁定,有綁定編號',
      'Gémeo sem eID vinculado, com número de vinculação',
      'Adult twin, not bound yet, with a binding number',
      '双胞胎,未绑定,有绑定编号',
    ],
    { binding: 'unbound' },
  ),
  resident('mother', 7, ['測試六', 'TESTE SEIS'], '1988-09-12', [
    '雙胞胎兒童的母親',
    'Mãe de gémeos menores',
    'Mother of twin children',
    '双胞胎儿童的母亲',
  ]),
  resident(
    'child-one',
    8,
    ['測試六甲', 'TESTE SEIS A'],
    '2017-03-08',
    [
      '雙胞胎兒童,已綁定在母親手機',
      'Gémeo menor, vinculado no telefone da mãe',
      'Twin child, bound on the mother’s phone',
      '双胞胎儿童,已绑定在母亲手机',
    ],
    { phone: 'mother', guardians: ['mother'], guardianBound: true },
  ),
  resident(
    'child-two',
    9,
    ['測試六乙', 'TESTE SEIS B'],
    '2017-03-08',
    [
      '雙胞胎兒童,未綁定,有綁定編號',
      'Gémeo menor sem eID vinculado, com número',
      'Twin child, not bound yet, with a binding number',
      '双胞胎儿童,未绑定,有绑定编号',
    ],
    { phone: 'mother', guardians: ['mother'], binding: 'unbound' },
  ),
  resident('guardian', 10, ['測試七', 'TESTE SETE'], '1970-12-01', [
    '監護人,並非父母',
    'Tutor que não é progenitor',
    'A guardian who is not a parent',
    '监护人,并非父母',
  ]),
  resident(
    'ward',
    11,
    ['測試七甲', 'TESTE SETE A'],
    '2013-10-21',
    ['受監護的未成年人', 'Menor sob tutela', 'A minor under guardianship', '受监护的未成年人'],
    { phone: 'guardian', guardians: ['guardian'], guardianBound: true },
  ),
  resident('stolen-phone', 12, ['測試八', 'TESTE OITO'], '1985-04-17', [
    '手機被竊,內有三個電子身份',
    'Telefone furtado com três eID',
    'Stolen phone with three eIDs on it',
    '手机被盗,内有三个电子身份',
  ]),
  resident(
    'stolen-child-one',
    13,
    ['測試八甲', 'TESTE OITO A'],
    '2014-06-02',
    ['電子身份在被竊手機上', 'eID no telefone furtado', 'An eID on the stolen phone', '电子身份在被盗手机上'],
    { phone: 'stolen-phone', guardians: ['stolen-phone'], guardianBound: true },
  ),
  resident(
    'stolen-child-two',
    14,
    ['測試八乙', 'TESTE OITO B'],
    '2019-08-30',
    ['電子身份在被竊手機上', 'eID no telefone furtado', 'An eID on the stolen phone', '电子身份在被盗手机上'],
    { phone: 'stolen-phone', guardians: ['stolen-phone'], guardianBound: true },
  ),
  resident(
    'expired-card',
    15,
    ['測試九', 'TESTE NOVE'],
    '1962-03-25',
    ['身份證已過期', 'Bilhete de identidade caducado', 'Identity card expired', '身份证已过期'],
    { cardValidUntil: '2024-01-31' },
  ),
  resident(
    'cancelled-card',
    16,
    ['測試十', 'TESTE DEZ'],
    '1991-01-01',
    ['身份證已註銷', 'Bilhete de identidade cancelado', 'Identity card cancelled', '身份证已注销'],
    { binding: 'dead', cardState: 'cancelled' },
  ),
  resident(
    'blue-card',
    17,
    ['', 'TESTE ONZE'],
    '1994-02-11',
    [
      '外地僱員,受僱於兩個實體',
      'Trabalhador não residente em duas entidades',
      'A non-resident worker in two entities',
      '外地雇员,受雇于两个实体',
    ],
    { binding: 'none', kind: 'N', papers: { kind: 'blue-card', number: '99000017' } },
  ),
  resident('administrator-one', 18, ['測試十二甲', 'TESTE DOZE A'], '1979-05-30', [
    '公司管理員(三位之一)',
    'Administrador de empresa (um de três)',
    'Company administrator (one of three)',
    '公司管理员(三位之一)',
  ]),
  resident(
    'administrator-two',
    19,
    ['測試十二乙', 'TESTE DOZE B'],
    '1983-10-10',
    [
      '公司管理員(三位之一)',
      'Administrador de empresa (um de três)',
      'Company administrator (one of three)',
      '公司管理员(三位之一)',
    ],
    { phoneKey: 'EdDSA' },
  ),
  resident(
    'administrator-three',
    20,
    ['', 'TESTE DOZE C'],
    '1990-07-07',
    [
      '公司管理員,非永久居民',
      'Administrador de empresa, residente não permanente',
      'Company administrator, non-permanent resident',
      '公司管理员,非永久居民',
    ],
    { kind: 'N' },
  ),
  resident(
    'defendant',
    21,
    ['測試十三', 'TESTE TREZE'],
    '1977-12-24',
    [
      '繳款單:一張今天到期,一張已逾期',
      'Guias: uma vence hoje, outra já venceu',
      'Slips: one due today, one overdue',
      '缴款单:一张今天到期,一张已逾期',
    ],
    {
      slips: [
        {
          agency: 'MP',
          slipKind: 'slip',
          amountAvos: 120_000,
          billNumber: '2026000201',
          purpose: 'COURT FEE',
          payInDays: 0,
        },
        {
          agency: 'TUI',
          slipKind: 'slip',
          amountAvos: 250_050,
          billNumber: '2026000202',
          purpose: 'COSTS',
          payInDays: -3,
        },
        {
          agency: 'IAM',
          slipKind: 'fine',
          amountAvos: 60_000,
          billNumber: '2026000203',
          purpose: 'NOTICE',
          payInDays: 10,
        },
        {
          agency: 'DSF',
          slipKind: 'tax',
          amountAvos: 1_234_500,
          billNumber: '2026000204',
          purpose: 'PROPERTY',
          payInDays: 45,
        },
      ],
    },
  ),
  resident('elderly', 22, ['測試十四', 'TESTE CATORZE'], '1941-09-09', [
    '長者,使用簡易版',
    'Pessoa idosa que usa a vista simples',
    'An elderly person who uses the simple view',
    '长者,使用简易版',
  ]),
  resident('rare-name', 23, ['測𨋢𠮷', 'TESTE QUINZE'], '1999-11-30', [
    '姓名有罕用字',
    'Nome com caracteres raros',
    'A name with rare characters',
    '姓名有罕用字',
  ]),
  resident(
    'passport-staff',
    24,
    ['', 'TESTE DEZASSEIS'],
    '1992-03-14',
    [
      '公司職員,持護照,申請安全驗證碼',
      'Funcionário com passaporte que pede o código de segurança',
      'Company staff with a passport, asks for the security code',
      '公司职员,持护照,申请安全验证码',
    ],
    { binding: 'none', kind: 'N', papers: { kind: 'passport', number: 'TX9900024' } },
  ),
  resident('staff-locked', 25, ['測試十七', 'TESTE DEZASSETE'], '1986-08-08', [
    '公司職員,五次密碼錯誤,帳號被鎖',
    'Funcionário com conta bloqueada por cinco senhas erradas',
    'Company staff, locked by five wrong passwords',
    '公司职员,五次密码错误,账号被锁',
  ]),
  resident('staff-face-off', 26, ['測試十八', 'TESTE DEZOITO'], '1995-01-19', [
    '公司職員,已關閉人臉識別',
    'Funcionário com o reconhecimento facial desligado',
    'Company staff with face recognition off',
    '公司职员,已关闭人脸识别',
  ]),
  resident('sole-administrator', 27, ['測試十九', 'TESTE DEZANOVE'], '1968-06-06', [
    '唯一管理員,已失去權限',
    'Único administrador, que perdeu o direito',
    'A sole administrator who lost the right',
    '唯一管理员,已失去权限',
  ]),
]
