/** What to do next: `do` is the step, `how` a smaller line about it. */
export const steps = {
  'open-eid': { do: 'Abra a «Identidade electrónica»', how: 'Na Conta Única de Macau: os meus cartões, Identidade.' },
  'hold-code': { do: 'Aproxime o código do leitor', how: 'A cerca de 10 cm. Não é preciso premir nada.' },
  'newest-code': {
    do: 'Espere pelo código seguinte e aproxime-o',
    how: 'Muda sozinho a cada 30 segundos. Uma captura não serve.',
  },
  'update-app': {
    do: 'Actualize a aplicação Conta Única de Macau',
    how: 'Depois abra de novo a «Identidade electrónica», com rede.',
  },
  'phone-clock': { do: 'Ponha a hora do telemóvel em automático', how: 'Nas definições, em data e hora.' },
  'own-phone': {
    do: 'Use o telemóvel a que a sua identidade está vinculada',
    how: 'Ela está só num telemóvel. Vinculá-la de novo muda-a.',
  },
  'renew-online': {
    do: 'Abra a aplicação com o telemóvel ligado à rede',
    how: 'A identidade electrónica renova-se num minuto.',
  },
  'try-paper-slip': {
    do: 'Alise a guia e tente de novo',
    how: 'Uma dobra, uma mancha ou um ecrã partido escondem parte do código.',
  },
  'whole-slip': {
    do: 'Procure o código na guia de pagamento',
    how: 'As guias de imposto, multa e taxa trazem um código oficial.',
  },
  'eid-not-border': {
    do: 'Abra antes a «Identidade electrónica»',
    how: 'O código da fronteira só serve na fronteira.',
  },
  'ask-staff': { do: 'Pergunte a um funcionário', how: 'Todos os serviços existem também ao balcão.' },
  'dsi-counter': { do: 'Ou vá a um balcão da DSI com o seu BIR', how: 'Lá não precisa de telemóvel.' },
  'issuer-counter': { do: 'Ou leve a guia ao serviço que a emitiu', how: 'O nome está no cimo da guia.' },
  'other-machine': { do: 'Use por favor outra máquina', how: 'Nesta não ficou nada seu.' },
  'wait-try': { do: 'Espere um momento e tente de novo', how: 'Nada se perdeu.' },
  'clerk-ask-fresh': { do: 'Peça o código que aparece agora', how: 'Muda a cada 30 s. Uma captura não é aceite.' },
  'clerk-ask-open-eid': {
    do: 'Peça ao residente que abra a «Identidade electrónica»',
    how: 'Conta Única: os meus cartões, Identidade.',
  },
  'clerk-ask-update': {
    do: 'Peça ao residente que abra a aplicação com rede',
    how: 'Se for proposta uma actualização, aceite-a; a identidade renova-se sozinha.',
  },
  'clerk-ask-clock': {
    do: 'Peça ao residente que ponha a hora em automático',
    how: 'Definições do telemóvel, data e hora.',
  },
  'clerk-document': {
    do: 'Ou atenda com o bilhete de identidade',
    how: 'O uso da identidade electrónica é voluntário (Lei 2/2020).',
  },
  'clerk-dsi': {
    do: 'Encaminhe o residente para a DSI',
    how: 'Num balcão ou quiosque da DSI pode vincular-se de novo.',
  },
  'clerk-do-not-accept': {
    do: 'Não aceite este código como identificação',
    how: 'É quase sempre um problema da aplicação: seja cortês.',
  },
  'clerk-report': {
    do: 'Comunique se voltar a acontecer',
    how: 'Diga a hora ao seu superior; o resto está no registo.',
  },
  'clerk-choose': { do: 'Escolha um serviço aprovado para este balcão', how: 'Teclas 1 a 3.' },
  'clerk-scan-again': { do: 'Leia de novo', how: 'Ecrã claro, a cerca de 10 cm do leitor.' },
  'clerk-sign-in': { do: 'Inicie a sessão de novo', how: 'Depois repita o passo.' },
  'clerk-bundle': {
    do: 'Veja à direita a idade dos dados de confiança',
    how: 'São pedidos a cada 15 minutos enquanto há linha.',
  },
  'clerk-scanner-setup': {
    do: 'Configure o leitor',
    how: 'Com os códigos do manual dele: teclado inglês (EUA), sem prefixo, sem intervalo entre caracteres. Caps Lock do computador desligado. Depois leia de novo.',
  },
  'clerk-technician': { do: 'Chame um técnico', how: 'Indique a hora e o número desta estação.' },
  'clerk-payer-slip': { do: 'Peça a própria guia de pagamento', how: 'Ela traz o código oficial de pagamento.' },
  'clerk-agency': { do: 'Encaminhe o pagador para o serviço que emitiu a guia', how: 'O nome está no cimo da guia.' },
  'clerk-line': { do: 'Veja à direita o estado da linha', how: 'A estação tenta de novo sozinha.' },
}
