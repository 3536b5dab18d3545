/** How much of a product there is, in the words of a shop. */
export type StockLevel = 'plenty' | 'few' | 'none';

const FEW = 5;

export const stockLevel = (stock: number): StockLevel => (stock > FEW ? 'plenty' : stock > 0 ? 'few' : 'none');
