// The methods paragraph goes to the clipboard on a click.
const copier = document.getElementById('methods-copy');
const paragraph = document.getElementById('methods-text');
if (copier && paragraph) {
  copier.hidden = false;
  copier.addEventListener('click', () => {
    const told = document.getElementById('methods-copied');
    const text = paragraph.innerText.replace(/\s+/g, ' ').trim();
    const byHand = () => {
      getSelection().selectAllChildren(paragraph);
      told.textContent = 'Selected: copy it with your keyboard.';
    };
    if (!navigator.clipboard) return byHand();
    navigator.clipboard.writeText(text).then(() => (told.textContent = 'Copied.'), byHand);
  });
}
