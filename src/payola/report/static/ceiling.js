// The ceiling of votes follows the assumptions; two digits, rounded up, because it is no measurement but a bound.
const sliders = document.getElementById('ceiling');
if (sliders) {
  const names = ['eligible', 'district', 'persuaded'];
  const input = (name) => document.getElementById('ceiling-' + name);
  const upTwoDigits = (value) => {
    const most = Math.ceil(Number(value.toFixed(6)));
    const step = 10 ** Math.max(0, String(most).length - 2);
    return (Math.ceil(most / step) * step).toLocaleString('en-GB', { maximumFractionDigits: 0 });
  };
  const update = () => {
    const share = names.reduce((product, name) => (product * Number(input(name).value)) / 100, 1);
    for (const name of names) document.getElementById('ceiling-' + name + '-now').textContent = input(name).value;
    for (const place of document.querySelectorAll('.ceiling-votes')) place.textContent = upTwoDigits(Number(place.dataset.people) * share);
  };
  sliders.hidden = false;
  sliders.addEventListener('input', update);
}
