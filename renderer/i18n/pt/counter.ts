import { till } from './counter-till.ts'

/** The counter: a clerk, eyes on the person, hands on the keyboard. */
export const counter = {
  title: 'Balcão',
  signIn: {
    title: 'Bom dia. Este balcão está fechado.', what: 'Entre como funcionário em formação para o abrir. Aqui tudo é exercício.', go: 'Entrar em formação',
    production: 'A entrada deste balcão ainda não está preparada. Chame por favor um técnico.'
  },
  bar: { omnibox: 'Leia qualquer código, ou escreva matrícula ou número', omniboxTraining: 'Leia um código, ou escreva matrícula, número ou o texto de um código', signOut: 'Sair' },
  service: { title: 'Serviço', none: 'Nenhum serviço está aprovado para este balcão.', noneHow: 'A DSI aprova antes cada serviço. Veja à direita os dados de confiança.', fields: 'Dados aprovados pela DSI' },
  task: {
    choose: 'Escolha primeiro o serviço', chooseHow: 'Prima a tecla indicada. Só se podem ler os dados aprovados para esse serviço.',
    ready: 'Peça a identidade electrónica do residente', readyHow: 'Com o seu consentimento, aproxime o telemóvel do leitor. O código muda a cada 30 segundos.',
    camera: 'Usar a câmara', cameraOff: 'Fechar a câmara', verified: 'Identidade verificada', verifiedBundle: 'Identidade verificada sem linha',
    verifiedHow: 'Compare com o que o serviço pede. Prima Esc quando terminar.', again: 'Leitura seguinte'
  },
  person: {
    none: 'Ninguém ao balcão', noneHow: 'Leia uma identidade: aparece aqui o que a DSI aprovou para o serviço.', end: 'Terminar, esquecer a pessoa',
    note: { one: 'Só este dado está aprovado para «{service}». Todo o resto ficou no módulo de verificação.', many: 'Só estes {count} dados estão aprovados para «{service}». Todo o resto ficou no módulo de verificação.' },
    gone: 'A pessoa foi esquecida.'
  },
  side: {
    notes: 'Esta sessão', notesNone: 'Ainda nada lido', notesHow: 'Aqui só ficam a hora e o tipo.', good: 'Lido', refused: 'Recusado',
    station: 'Esta estação', since: 'desde {time}', issued: 'Emitidos {time}', expires: 'Válidos até {time}', version: 'Versão {version}',
    noDevices: 'Nenhum leitor ligado', noDevicesHow: 'A câmara e um leitor em modo de teclado funcionam sem ele.', virtual: 'virtual', attention: 'A ter em conta'
  },
  foot: { age: 'Dados de confiança de há {minutes} min', clock: 'Hora de Macau', themes: { plain: 'Claro', dark: 'Escuro', contrast: 'Contraste' } },
  devices: { ready: '{name}: a funcionar', starting: '{name}: a ligar', lost: '{name}: sem ligação', failed: '{name}: com avaria', all: 'Aparelhos a funcionar: {count}' }, takings: 'Recebido hoje',
  till
}
