/** The person in front of the screen: services, fields, how sure the station is. */
export const people = {
  services: {
    'identity-check': { name: 'Verificar identidade', purpose: 'Confirmar quem está ao balcão.' },
    'vehicle-holder': { name: 'Titular do veículo', purpose: 'Confirmar o titular de um veículo.' },
    'age-proof': { name: 'Prova de idade', purpose: 'Confirmar a idade de uma pessoa.' },
    'vehicle-tax': { name: 'Imposto de circulação', purpose: 'Encontrar os veículos que pode pagar.' },
    'my-eid': { name: 'A minha identidade', purpose: 'Ver o que a sua própria identidade electrónica mostra.' },
  },
  departments: {
    DSI: 'Direcção dos Serviços de Identificação (DSI)',
    DSAT: 'Direcção dos Serviços para os Assuntos de Tráfego (DSAT)',
    SAFP: 'Direcção dos Serviços de Administração e Função Pública (SAFP)',
  },
  fields: {
    idNumber: 'Número do BIR',
    nameChinese: 'Nome em chinês',
    nameForeign: 'Nome em português ou outro',
    birthDate: 'Data de nascimento',
    kind: 'Tipo de bilhete',
    cardValidUntil: 'Bilhete válido até',
    guardianBound: 'Vinculada por tutor',
  },
  values: { P: 'Residente permanente', N: 'Residente não permanente', yes: 'Sim', no: 'Não' },
  card: { valid: 'Bilhete válido', expired: 'Bilhete caducado' },
  assurance: {
    online: 'Identidade verificada em linha',
    bundle: 'Identidade verificada sem linha',
    onlineHow: 'Confirmada com a DSI às {time}.',
    bundleHow: 'Verificada às {time} com dados de confiança de {bundle}; a linha da DSI não respondeu.',
  },
  person: {
    label: 'Pessoa',
    title: 'Residente',
    readAt: 'Lida às',
    show: 'Mostrar',
    hide: 'Ocultar',
    masked: 'Oculto',
  },
}
