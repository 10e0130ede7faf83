// Edgefile
