/** From a product to its order. These pages come together, so that each step is there at once. */
export { CartPage } from './cart/CartPage';
export { ProductPage } from './catalogue/ProductPage';
export { productQuery } from './products-query';
