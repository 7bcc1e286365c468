import '../../client/jitless.ts'
import '../../ui/base.css'
import { createApp, h } from 'vue'
import { incident, showFaults } from '../../client/fault.ts'
import { connectStation } from '../../client/link.ts'
import FaceRoot from '../../ui/FaceRoot.vue'
import DockPage from './DockPage.vue'

const link = connectStation(window, { beside: true })
const app = createApp({
  render: () => h(FaceRoot, { incident: incident.value }, { default: () => h(DockPage, { link }) }),
})
showFaults(app, link)
app.mount('#app')
