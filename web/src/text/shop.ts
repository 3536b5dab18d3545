const things = (count: number) => (count === 1 ? 'one thing' : `${count} things`);
const products = (count: number) => (count === 1 ? 'one product' : `${count} products`);
const orders = (count: number) => (count === 1 ? 'one order' : `${count} orders`);

/** How a list is read on. */
const reading = (what: string) => ({
  more: 'Load more',
  loadingMore: 'Loading more …',
  moreFailed: `The next ${what} could not be read.`,
});

/** The words of the shop. */
export const shopText = {
  categories: { clothing: 'Clothing', books: 'Books', gear: 'Gear', other: 'Other' },
  stock: { plenty: () => 'In stock', few: (left: number) => `Only ${left} left`, none: () => 'Sold out' },
  cartLink: (count: number) => `In your cart: ${count}`,
  toShop: 'To the shop',

  catalogue: {
    title: 'Shop',
    heading: 'Shop',
    lead: 'Things for people who are out on the water, and for those who would like to be.',
    categories: 'Categories',
    all: 'Everything',
    sort: 'Sort by',
    sorts: { newest: 'Newest first', price: 'Price, low to high', '-price': 'Price, high to low' },
    list: 'Products',
    failed: 'The products could not be read.',
    empty: { title: 'Nothing on the shelf', body: 'There are no products yet. Look in again soon.' },
    emptyCategory: { title: 'Nothing on this shelf', body: 'There is nothing of this kind just now.' },
    seeAll: 'See everything',
    ...reading('products'),
    loaded: (count: number) => `${count} products are shown.`,
    end: (count: number) => (count === 1 ? 'That is the one product.' : `Those are all ${count} products.`),
  },

  product: {
    title: 'Product',
    way: 'Way here',
    failed: 'This product could not be read.',
    gone: {
      title: 'Not for sale',
      heading: 'This is not for sale',
      body: 'It may have been taken out of the shop, or the address has a slip in it.',
    },
    quantity: 'Quantity',
    fewer: 'One fewer',
    more: 'One more',
    add: 'Add to cart',
    soldOut: 'It is sold out. Look in again soon.',
    full: (most: number) => `Your cart is full: it has room for ${most} products.`,
    added: (quantity: number, name: string, inCart: number) =>
      `${quantity} × ${name} put into your cart, which has ${inCart} now.`,
    inCart: (quantity: number) => `Your cart has ${quantity} of it.`,
    toCart: 'Go to your cart',
  },

  cart: {
    title: 'Cart',
    heading: 'Your cart',
    lead: (count: number) => `It has ${things(count)} in it.`,
    empty: { title: 'Nothing in here yet', body: 'What you put into your cart waits here, in this browser.' },
    list: 'What is in your cart',
    quantityOf: (name: string) => `Quantity of ${name}`,
    remove: 'Remove',
    removed: (name: string) => `${name} is out of your cart.`,
    each: (price: string) => `${price} each`,
    priceChanged: (before: string) => `It was ${before} when you looked last.`,
    tooMany: (left: number) => `Only ${left} left.`,
    takeAll: (left: number) => `Take ${left}`,
    soldOut: 'Sold out. Remove it to order the rest.',
    gone: 'A product that is not for sale any more',
    goneBody: 'Remove it to order the rest.',
    failed: 'This product could not be read.',
    unread: 'A product',
    summary: 'Order',
    total: 'Total',
    totalOfSome: 'Total of what can be had',
  },

  checkout: {
    address: 'Where it goes',
    addressHelp: 'Name, street, town.',
    remark: 'Remark',
    submit: 'Place order',
    pending: 'Placing your order …',
    signIn: 'Sign in to order',
    signInWhy: 'Your cart stays as it is.',
    refused: 'Nothing was bought.',
    short: (name: string, left: number) =>
      left === 0 ? `${name} is sold out.` : `Of ${name} there ${left === 1 ? 'is only one' : `are only ${left}`} left.`,
    gone: (name: string) => `${name} is not for sale any more.`,
    price: (name: string, before: string, now: string) => `${name} costs ${now} now, not ${before}.`,
    priceThen: 'If that is all right, place the order again.',
    something: 'A product',
    unheard:
      'We did not hear whether your order arrived. Place it again: should it have arrived, nothing is bought twice.',
    earlier:
      'Your order before this one had arrived after all; it is among your orders. What is in your cart now was not ordered yet.',
    deleted: 'This order was placed, and deleted since. Place it again if you still want it.',
    conflict: 'Prices keep changing just now. Look at them, then place the order again.',
    toOrders: 'See your orders',
  },

  orders: {
    title: 'Orders',
    heading: 'Your orders',
    lead: 'Newest first.',
    list: 'Orders, newest first',
    failed: 'Your orders could not be read.',
    empty: { title: 'No orders yet', body: 'What you order in the shop is listed here.' },
    ...reading('orders'),
    loaded: (count: number) => `${count} orders are shown.`,
    end: (count: number) => (count === 1 ? 'That is your one order.' : `Those are all ${count} orders.`),
    name: (number: string) => `Order ${number}`,
    statuses: { draft: 'Draft', placed: 'Placed', paid: 'Paid', shipped: 'Shipped', cancelled: 'Cancelled' },
    holds: products,
  },

  order: {
    title: 'Order',
    failed: 'This order could not be read.',
    thanks: 'Thank you. Your order is placed.',
    placed: (day: string) => `Placed ${day}`,
    lines: 'What was ordered',
    noLines: 'There is nothing in this order yet.',
    times: (quantity: number, price: string) => `${quantity} × ${price}`,
    total: 'Total',
    address: 'Goes to',
    noAddress: 'No address was given.',
    remark: 'Remark',
    all: 'All your orders',
    gone: {
      title: 'No such order',
      heading: 'There is no such order',
      body: 'It may have been deleted, or it is somebody else’s.',
    },
  },

  everybodys: {
    title: 'All orders',
    heading: 'All orders',
    lead: 'Of every customer, newest first. Their status is set by the application, so it is only read here.',
    statuses: 'Status',
    list: 'Orders of everybody, newest first',
    failed: 'The orders could not be read.',
    empty: { title: 'No such orders', body: 'There is no order of this status.' },
    ...reading('orders'),
    loaded: (count: number) => `${orders(count)} shown.`,
    end: (count: number) => `That is all: ${orders(count)}.`,
    customer: 'Customer',
    noCustomer: 'The account was deleted.',
    unreadCustomer: 'The account could not be read.',
    show: 'Show details',
    hide: 'Hide details',
  },
};
