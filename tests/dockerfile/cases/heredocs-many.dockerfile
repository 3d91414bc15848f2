FROM alpine
RUN <<EOF cat <<-"TABS" 3<<'three' && echo "<<not"
a $b
EOF
	tab
		TABS
x
three
COPY <<a.txt <<-b.txt /dest/
one
a.txt
	two
	b.txt
ADD <<"x y" /d
1
x y
RUN ["<<EOF"]
CMD <<EOF
ONBUILD RUN <<EOF
in trigger
EOF
ONBUILD COPY ["<<EOF", "x"]
