// The ceiling of votes follows the assumptions; two digits, because it is no measurement.
const sliders = document.getElementById('ceiling');
if (sliders) {
  const names = ['eligible', 'district', 'persuaded'];
  const input = (name) => document.getElementById('ceiling-' + name);
  const twoDigits = (value) => (value < 1 ? '0' : Number(value.toPrecision(2)).toLocaleString('en-GB', { maximumFractionDigits: 0 }));
  const update = () => {
    const share = names.reduce((product, name) => (product * Number(input(name).value)) / 100, 1);
    for (const name of names) document.getElementById('ceiling-' + name + '-now').textContent = input(name).value;
    for (const place of document.querySelectorAll('.ceiling-votes')) place.textContent = twoDigits(Number(place.dataset.people) * share);
  };
  sliders.hidden = false;
  sliders.addEventListener('input', update);
}
