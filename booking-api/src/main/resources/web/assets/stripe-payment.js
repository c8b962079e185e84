// Stripe's own form, in which the customer chooses how to pay. Stripe.js comes from Stripe's servers, as it must.

let script;

function load(address) {
  script ||= new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement('script'), { src: address, async: true });
    element.onload = resolve;
    element.onerror = () => {
      script = undefined; // the next try loads it anew
      element.remove();
      reject(new Error('Stripe cannot be reached. Check your connection and try again.'));
    };
    document.head.append(element);
  });
  return script;
}

function appearance(place) {
  const style = getComputedStyle(place);
  return {
    theme: style.colorScheme === 'dark' ? 'night' : 'stripe',
    variables: { colorText: style.color, fontSizeBase: style.fontSize },
  };
}

/**
 * Opens the form.
 *
 * @param method as GET /payments/methods has it
 * @param secret `client_secret` of the booking
 * @param place the element that it appears in, which must not be in a shadow root
 * @return a function that pays; it gives back what went wrong in words, or nothing. Banks that want to see the customer
 *   send the browser on to `back` afterwards
 */
export async function openStripe(method, secret, place) {
  await load(method.script);
  const stripe = window.Stripe(method.publishable_key);
  const elements = stripe.elements({ clientSecret: secret, appearance: appearance(place) });
  elements.create('payment').mount(place);
  return async (back) => {
    const { error } = await stripe.confirmPayment({ elements, confirmParams: { return_url: back }, redirect: 'if_required' });
    return error?.message;
  };
}
