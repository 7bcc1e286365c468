import '../client/jitless.ts'
import '../ui/base.css'
import { showCustomerFace } from '../client/face.ts'
import { CUSTOMER_PANEL, touchTargets } from '../client/touch-targets.ts'
import CustomerFace from './CustomerFace.vue'
import { createCustomerRouter } from './router.ts'

const { target, gap } = touchTargets(CUSTOMER_PANEL)
document.documentElement.style.setProperty('--touch-u', String(target))
document.documentElement.style.setProperty('--gap-u', String(gap))
showCustomerFace(CustomerFace, createCustomerRouter())
