// Must run before Video.js is loaded: our pages allow no style elements that scripts write.
window.VIDEOJS_NO_DYNAMIC_STYLE = true;
