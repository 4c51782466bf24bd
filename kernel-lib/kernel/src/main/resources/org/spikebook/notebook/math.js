document.querySelectorAll('.math').forEach(function (place) {
  try {
    var box = document.createElement('span');
    katex.render(place.textContent, box, {output: 'mathml', displayMode: place.classList.contains('block'), throwOnError: true});
    place.replaceChildren(box);
    place.classList.add('drawn');
  } catch (e) {
    place.title = e.message;
  }
});
