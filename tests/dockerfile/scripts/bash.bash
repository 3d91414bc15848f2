[[ -f $a && ( $b =~ ^(x|y)$ || ! $c == *.txt ) ]] && (( n++ )) || let n=1
arr=(a "b c" $(d)); arr+=(e); declare -A m=([k]=v); diff <(sort a) <(sort b) > >(tee c)
for ((i = 0; i < 3; i++)); do echo ${arr[$i]} "${arr[@]}" ${#arr[@]} ${!x} ${y^^}; done
cat <<<"here $x" |& tee log &>> all; function g { time -p sleep 1; }
tar xf a --exclude=!(b|c) && exec 3<>f 4>&- {fd}>out
cat <<-'A' <<B && h
	one $(not)
	A
two $(yes)
B
