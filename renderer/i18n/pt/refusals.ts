/** Every refusal: what happened and that it is nobody's fault, for the resident and for the clerk. */
export const refusals = {
  malformed: {
    resident: {
      title: 'Não foi possível ler este código',
      what: 'O código é de um serviço daqui, mas falta uma parte. Acontece com um ecrã escuro ou um código cortado.',
    },
    clerk: {
      title: 'Código incompleto',
      what: 'Começa como uma identidade electrónica, uma guia ou um recibo, mas a forma não é válida. Em geral é uma imagem cortada ou alterada.',
    },
  },
  'scanner-setup': {
    resident: {
      title: 'O leitor desta máquina está mal configurado',
      what: 'O seu código e o seu papel não têm defeito: o leitor escreve outras letras do que as que lê.',
    },
    clerk: {
      title: 'Leitor configurado para outro teclado',
      what: 'O que o leitor escreveu não está completo em nenhum teclado conhecido aqui. O papel não tem defeito: configure o leitor como teclado USB com a disposição inglesa (EUA).',
    },
  },
  'reading-key-unknown': {
    resident: {
      title: 'Esta máquina ainda não conhece a sua identidade',
      what: 'A sua identidade electrónica está bem. Falta uma actualização, na aplicação ou aqui.',
    },
    clerk: {
      title: 'Chave de leitura desconhecida',
      what: 'Os dados de confiança desta estação não têm chave para esta identidade. Ou eles ou a aplicação são antigos.',
    },
  },
  tampered: {
    resident: {
      title: 'Este código foi alterado',
      what: 'O conteúdo não abre. Só serve o código do seu próprio telemóvel, não uma cópia.',
    },
    clerk: {
      title: 'Código alterado',
      what: 'A parte cifrada não abre. Estragou-se ou foi mudada depois de o telemóvel a fazer.',
    },
  },
  'wrong-audience': {
    resident: {
      title: 'Este código é para a fronteira',
      what: 'Os balcões e quiosques usam outro código da mesma aplicação.',
    },
    clerk: {
      title: 'Código da fronteira',
      what: 'A apresentação destina-se aos canais da fronteira e não a um balcão.',
    },
  },
  'issuer-unknown': {
    resident: {
      title: 'Ainda não é possível reconhecer esta identidade',
      what: 'Esta máquina não conhece a chave com que foi emitida.',
    },
    clerk: {
      title: 'Chave de emissão desconhecida',
      what: 'Não há nos dados de confiança uma chave válida da DSI para esta identidade.',
    },
  },
  'credential-forged': {
    resident: {
      title: 'Não foi possível confirmar esta identidade',
      what: 'A assinatura da DSI não confere. Pode vir de uma cópia.',
    },
    clerk: {
      title: 'A assinatura da DSI não confere',
      what: 'A credencial não foi assinada pela chave da DSI. Não prova a identidade de ninguém.',
    },
  },
  'credential-expired': {
    resident: {
      title: 'A sua identidade electrónica precisa de se renovar',
      what: 'O telemóvel renova-a quando tem rede. Pode ter estado sem rede demasiado tempo.',
    },
    clerk: {
      title: 'Identidade fora do seu prazo',
      what: 'As suas datas não incluem este momento: quase sempre um telemóvel sem rede há mais de uma semana, às vezes um relógio errado. O bilhete em si pode estar válido.',
    },
  },
  'presentation-forged': {
    resident: {
      title: 'Não foi possível confirmar esta identidade',
      what: 'Não foi mostrada pelo telemóvel a que pertence.',
    },
    clerk: {
      title: 'Não assinada pelo telemóvel vinculado',
      what: 'O código não foi feito pelo telemóvel a que esta identidade está vinculada.',
    },
  },
  expired: {
    resident: {
      title: 'Este código já passou do prazo',
      what: 'O código da identidade electrónica muda a cada 30 segundos. Uma captura de ecrã não serve.',
    },
    clerk: { title: 'Código antigo', what: 'Uma captura de ecrã, ou um código mostrado há mais de um minuto.' },
  },
  'clock-ahead': {
    resident: {
      title: 'O relógio do seu telemóvel está adiantado',
      what: 'O código traz uma hora que ainda não chegou.',
    },
    clerk: {
      title: 'Os relógios não concordam',
      what: 'A hora do telemóvel está à frente da desta estação. Se acontecer com vários, verifique a hora da estação.',
    },
  },
  replayed: {
    resident: { title: 'Este código já foi usado', what: 'Cada código serve uma vez. O seguinte aparece sozinho.' },
    clerk: { title: 'Código já usado', what: 'O mesmo código já foi lido, aqui ou noutra estação.' },
  },
  revoked: {
    resident: {
      title: 'Esta identidade já não está neste telemóvel',
      what: 'Foi desvinculada ou mudou para outro telemóvel.',
    },
    clerk: {
      title: 'Identidade desvinculada',
      what: 'Esta vinculação acabou: foi reposta ou passou para outro telemóvel.',
    },
  },
  'trust-expired': {
    resident: {
      title: 'Por agora não se verificam identidades aqui',
      what: 'Os dados desta máquina precisam de actualização. A sua identidade está bem.',
    },
    clerk: {
      title: 'Dados de confiança caducados',
      what: 'O prazo dos dados de confiança passou. Nenhuma identidade é verificada até virem novos.',
    },
  },
  'trust-missing': {
    resident: {
      title: 'Ainda não se verificam identidades aqui',
      what: 'Esta máquina espera pelos seus dados. A sua identidade está bem.',
    },
    clerk: {
      title: 'Sem dados de confiança',
      what: 'A estação ainda não recebeu os dados de confiança. Nenhuma identidade pode ser verificada.',
    },
  },
  'trust-refused': {
    resident: {
      title: 'Os dados desta máquina não se renovaram',
      what: 'Os últimos dados bons continuam em vigor. A sua identidade está bem.',
    },
    clerk: {
      title: 'Novos dados de confiança não aceites',
      what: 'O que foi oferecido não passou nas verificações. Os últimos dados bons continuam em vigor.',
    },
  },
  'border-pass': {
    resident: {
      title: 'Este código é para a fronteira',
      what: 'Abre os canais da fronteira e nada mais. Os balcões e quiosques usam outro código.',
    },
    clerk: { title: 'Código da fronteira', what: 'O residente mostra o código da fronteira. Aqui não se lê.' },
  },
  'merchant-qr': {
    resident: { title: 'Este código é de uma loja', what: 'Serve para pagar a uma loja. Aqui nada foi pago.' },
    clerk: { title: 'Código de uma loja', what: 'O código é de uma loja e não de um serviço público. Nada foi pago.' },
  },
  'unknown-code': {
    resident: { title: 'Este código não se usa aqui', what: 'Não foi aberto nem guardado.' },
    clerk: {
      title: 'Código desconhecido',
      what: 'Não é nenhum dos códigos que esta estação lê. O conteúdo não foi aberto nem guardado.',
    },
  },
  'wrong-crc': {
    resident: {
      title: 'O código desta guia está danificado',
      what: 'Os dígitos de controlo não conferem; por isso nada dele é usado.',
    },
    clerk: { title: 'Código da guia danificado', what: 'A soma de controlo não confere com o conteúdo.' },
  },
  'wrong-currency': {
    resident: {
      title: 'Esta guia não está em patacas',
      what: 'Em Macau os pagamentos públicos fazem-se em patacas (MOP).',
    },
    clerk: { title: 'Não está em patacas', what: 'A guia indica outra moeda que não MOP.' },
  },
  'wrong-country': {
    resident: { title: 'Esta guia não é de Macau', what: 'Indica outra origem.' },
    clerk: { title: 'Guia que não é de Macau', what: 'O país da guia não é MO.' },
  },
  'unknown-agency': {
    resident: {
      title: 'O serviço desta guia não é conhecido aqui',
      what: 'A guia pode ser boa, mas esta máquina não sabe de quem é.',
    },
    clerk: { title: 'Serviço desconhecido', what: 'A guia indica um serviço que esta estação não conhece.' },
  },
  'service-not-approved': {
    resident: {
      title: 'Esta máquina não pode ler a identidade para este serviço',
      what: 'A DSI aprova antes cada serviço e cada dado.',
    },
    clerk: { title: 'Serviço não aprovado aqui', what: 'A DSI não aprovou este serviço nesta estação. Nada foi lido.' },
  },
  'service-not-chosen': {
    resident: { title: 'Mais um momento', what: 'Ainda não foi escolhido um serviço; por isso nada foi lido.' },
    clerk: {
      title: 'Escolha primeiro o serviço',
      what: 'Sem serviço nenhum dado está aprovado; por isso nada foi lido.',
    },
  },
  'person-gone': {
    resident: { title: 'A sua sessão terminou', what: 'O que foi lido foi esquecido, como deve ser.' },
    clerk: { title: 'Os dados da pessoa foram apagados', what: 'A sessão terminou e a estação esqueceu a pessoa.' },
  },
  'sign-in-failed': {
    resident: { title: 'O balcão não está aberto', what: 'Nenhum funcionário iniciou a sessão.' },
    clerk: { title: 'A sessão não foi iniciada', what: 'Esta estação não tem esse acesso.' },
  },
  'no-code-found': {
    resident: { title: 'Nenhum código encontrado', what: 'Não havia código na imagem.' },
    clerk: { title: 'Nenhum código encontrado', what: 'Não havia código na imagem.' },
  },
  'image-unreadable': {
    resident: { title: 'Não foi possível ler a imagem', what: 'Não é uma imagem que esta máquina conheça.' },
    clerk: { title: 'Imagem ilegível', what: 'O ficheiro não é uma imagem PNG ou JPEG.' },
  },
  'key-locked': {
    resident: { title: 'Esta máquina não está pronta', what: 'As suas chaves estão fechadas. A culpa não é sua.' },
    clerk: { title: 'Chaves fechadas', what: 'As chaves da estação não podem ser abertas nesta máquina.' },
  },
  'folder-in-use': {
    resident: {
      title: 'Esta máquina não está pronta',
      what: 'O programa já está a funcionar noutro lado. A culpa não é sua.',
    },
    clerk: { title: 'Já em funcionamento', what: 'Outro Balcão tem esta pasta de dados.' },
  },
  'folder-unwritable': {
    resident: {
      title: 'Esta máquina não está pronta',
      what: 'Não consegue guardar os seus registos. A culpa não é sua.',
    },
    clerk: { title: 'Pasta de dados sem escrita', what: 'A estação não pode escrever na sua pasta de dados.' },
  },
  'folder-newer': {
    resident: { title: 'Esta máquina não está pronta', what: 'Espera por uma actualização. A culpa não é sua.' },
    clerk: {
      title: 'Dados de uma versão mais nova',
      what: 'A pasta foi escrita por um Balcão mais novo. Nada foi mudado.',
    },
  },
  'disk-full': {
    resident: { title: 'Esta máquina não está pronta', what: 'Não tem mais espaço. A culpa não é sua.' },
    clerk: { title: 'Disco cheio', what: 'Não há lugar para os registos da estação.' },
  },
  'journal-locked': {
    resident: {
      title: 'Esta máquina não recebe pagamentos por agora',
      what: 'Os seus registos estão ocupados por outro programa. Nada foi cobrado.',
    },
    clerk: {
      title: 'O registo está bloqueado por outro programa',
      what: 'Outra coisa nesta máquina ocupa a base de dados do registo. Nada foi cobrado. Tente outra vez daqui a pouco; se continuar, avise um técnico.',
    },
  },
  'data-damaged': {
    resident: {
      title: 'Esta máquina não está pronta',
      what: 'Os registos da máquina precisam de reparação. A culpa não é sua.',
    },
    clerk: {
      title: 'Dados danificados',
      what: 'Os registos da estação não se conseguem ler, ou não estão como foram escritos. Não confie no que dizem; nada foi sobrescrito.',
    },
  },
  'journal-went-back': {
    resident: {
      title: 'Esta máquina não recebe pagamentos por agora',
      what: 'O registo de pagamentos está incompleto. Até isso ser verificado, não se recebe nem se devolve dinheiro. Nada foi cobrado agora.',
    },
    clerk: {
      title: 'Faltam aqui pagamentos mais recentes',
      what: 'Foi reposto um registo mais antigo desta estação. Até um técnico verificar, não se recebe nem se devolve dinheiro, nem se pode dizer se o numerário pendente foi recebido.',
    },
  },
  'invalid-input': {
    resident: { title: 'Não resultou', what: 'Esta máquina recebeu algo que não entende.' },
    clerk: { title: 'Entrada inválida', what: 'A estação recusou o que a página enviou.' },
  },
  'not-allowed': {
    resident: { title: 'Não está disponível aqui', what: 'Esta máquina não o pode fazer.' },
    clerk: { title: 'Não permitido', what: 'A sua função nesta estação não o permite.' },
  },
  'unknown-procedure': {
    resident: { title: 'Não resultou', what: 'Esta máquina precisa de uma actualização. A culpa não é sua.' },
    clerk: { title: 'Página e estação diferem', what: 'A página pediu algo que esta estação não tem.' },
  },
  'gateway-unreachable': {
    resident: { title: 'A linha caiu', what: 'Por agora esta máquina não chega ao serviço. Continua a tentar.' },
    clerk: {
      title: 'Portal sem resposta',
      what: 'O portal dos serviços não responde. A estação tenta de novo sozinha.',
    },
  },
  'gateway-refused': {
    resident: { title: 'O sistema do serviço não aceitou', what: 'A culpa não é sua.' },
    clerk: { title: 'Recusado pelo portal', what: 'O portal dos serviços recusou a pergunta da estação.' },
  },
  fault: {
    resident: { title: 'Algo correu mal aqui', what: 'A falha é desta máquina, não sua. Nada seu foi guardado.' },
    clerk: { title: 'Avaria da estação', what: 'Aconteceu algo inesperado. O incidente está no registo.' },
  },
}
