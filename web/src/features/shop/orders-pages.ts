/** What was ordered. These pages come together: they share most of what they show. */
export { EverybodysOrdersPage } from './orders/EverybodysOrdersPage';
export { OrderPage } from './orders/OrderPage';
export { OrdersPage } from './orders/OrdersPage';
