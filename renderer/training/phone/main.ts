import '../../ui/base.css'
import { createApp, h, ref } from 'vue'
import FaceRoot from '../../ui/FaceRoot.vue'
import PhonePage from './PhonePage.vue'

const incident = ref<string | null>(null)
const app = createApp({ render: () => h(FaceRoot, { incident: incident.value }, { default: () => h(PhonePage) }) })
app.config.errorHandler = () => void (incident.value = crypto.randomUUID().slice(0, 8))
app.mount('#app')
