/** Words that every face uses. */
export const shared = {
  brand: { name: 'Balcão', line: 'Serviços públicos' },
  training: {
    banner: '培訓模式 • FORMAÇÃO • TRAINING',
    short: 'Formação',
    data: 'Nenhum dado é real',
    phone: 'Abrir o telemóvel de um residente',
    type: 'Escrever um código',
  },
  language: { choose: 'Língua' },
  moment: {
    plain: {
      title: 'Um momento, por favor',
      what: 'A máquina está a preparar-se.',
      long: 'Está a demorar mais do que o costume. Use por favor outra máquina, ou pergunte a um funcionário.',
    },
    silent: {
      title: 'Esta máquina não responde por agora',
      what: 'Continua sozinha logo que volte a responder. Se estava a pagar: a ninguém se cobra duas vezes.',
      long: 'Está a demorar mais do que o costume. Use por favor outra máquina, ou pergunte a um funcionário.',
    },
  },
  elsewhere: {
    title: 'Este ecrã já está aberto noutra janela',
    what: 'Feche esta janela ou a outra. Quando a outra for fechada, esta continua por si em poucos segundos.',
  },
  faultScreen: {
    title: 'Algo correu mal aqui',
    what: 'A falha é desta máquina, não sua. Comece de novo, ou pergunte a um funcionário.',
    incident: 'Incidente {id}',
    again: 'Começar de novo',
  },
  refusal: {
    hotline: 'Informações: {office} {number}',
    wait: 'Espere por favor {seconds} s.',
    left: 'Tentativas que restam: {left}.',
  },
  camera: {
    starting: 'A ligar a câmara',
    ready: 'Ponha o código em frente da câmara',
    none: 'Não há câmara nesta máquina.',
    denied: 'A câmara não é permitida nesta máquina.',
    busy: 'A câmara está a ser usada por outro programa.',
    failed: 'A câmara não ligou.',
    otherwise: 'O leitor continua a funcionar: aproxime o código dele.',
    again: 'Tentar de novo',
    view: 'O que a câmara vê',
  },
  entry: {
    title: 'Escrever ou colar um código',
    label: 'O texto do código',
    hint: 'Para formação: copie o texto de um código da página do telemóvel.',
    read: 'Ler o código',
    cancel: 'Cancelar',
  },
  reasons: {
    'line-down': {
      what: 'A linha para os serviços caiu',
      todo: 'As identidades são verificadas com os dados de confiança da estação. Ela tenta de novo sozinha.',
    },
    'line-starting': { what: 'A linha está a ser estabelecida', todo: 'Leva alguns segundos.' },
    'trust-missing': { what: 'Ainda sem dados de confiança', todo: 'Até chegarem não se verificam identidades.' },
    'trust-expired': { what: 'Os dados de confiança caducaram', todo: 'Até virem novos não se verificam identidades.' },
    'trust-alert': {
      what: 'Os últimos dados de confiança não foram aceites',
      todo: 'Os últimos bons continuam em vigor. Avise um técnico.',
    },
    'key-file': {
      what: 'As chaves estão num ficheiro selado',
      todo: 'Esta máquina não tem cofre de chaves. Para formação chega.',
    },
    'disk-low': { what: 'Pouco espaço no disco', todo: 'Avise um técnico.' },
    'device-lost': { what: 'Um aparelho não responde', todo: 'Verifique o cabo e ligue-o de novo.' },
    settling: {
      what: 'Pagamentos anteriores a ser concluídos',
      todo: 'Os novos pagamentos esperam; demora um momento.',
    },
    'cash-open': {
      what: 'Havia numerário em aberto quando a estação parou',
      todo: 'Diga se foi recebido; os novos pagamentos esperam por isso.',
    },
    'money-stuck': {
      what: 'Há dinheiro à espera há demasiado tempo',
      todo: 'Os pagamentos continuam. As receitas do dia (F9) dizem o que espera; avise um técnico.',
    },
    'clock-unknown': {
      what: 'Não se sabe a hora exacta',
      todo: 'Sem pagamentos até a hora dos serviços ser confirmada. Tenta de novo sozinha; se persistir, avise um técnico.',
    },
    'clock-wrong': {
      what: 'O relógio desta máquina está errado',
      todo: 'Sem pagamentos até ser acertado. Chame um técnico.',
    },
    'journal-checking': {
      what: 'O registo dos pagamentos está a ser verificado',
      todo: 'Os novos pagamentos esperam; depois de uma atualização pode demorar alguns minutos.',
    },
    'journal-locked': {
      what: 'Outro programa ocupa o registo dos pagamentos',
      todo: 'Não há novos pagamentos até o libertar; tenta-se de novo automaticamente. Se continuar, avise um técnico.',
    },
    'journal-damaged': {
      what: 'O registo dos pagamentos está danificado, ou não se consegue escrever',
      todo: 'Não se recebe dinheiro. Chame um técnico; nada é sobrescrito.',
    },
    'head-unwitnessed': {
      what: 'Os registos não podem ser guardados em segurança',
      todo: 'Sem novos pagamentos até lá. Se durar, chame um técnico.',
    },
    'journal-went-back': {
      what: 'Faltam pagamentos mais recentes no registo desta estação',
      todo: 'Não se recebe nem se devolve dinheiro. Chame um técnico; nada é sobrescrito.',
    },
    'keys-lost': {
      what: 'Notas seladas de pagamentos anteriores não se leem',
      todo: 'Os pagamentos continuam. Avise um técnico.',
    },
  },
  line: { up: 'Com linha', down: 'Sem linha', starting: 'A estabelecer a linha' },
  trust: {
    current: 'Dados de confiança em dia',
    missing: 'Sem dados de confiança',
    expired: 'Dados de confiança caducados',
  },
  together: {
    title: 'Qual é o código?',
    what: 'Havia à vista mais de um código que pode ser usado aqui.',
    slip: '{kind}: {amount}',
    number: 'N.º {number}',
    none: 'Nenhum deles',
  },
  reading: { title: 'A ler o código', what: 'Demora um momento.' },
}
