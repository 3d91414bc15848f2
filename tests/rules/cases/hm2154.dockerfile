FROM composer:2.8
ARG P
RUN composer global require phpunit/phpunit
RUN composer require --no-update monolog/monolog:^3.9
RUN composer require monolog/monolog "^3.9"
RUN composer require monolog/monolog symfony/yaml
RUN composer require $P
RUN composer install --no-dev
#~ only HM2154
#~ 3 HM2154
#~ 4 !HM2154
#~ 5 !HM2154
#~ 6 HM2154
#~ 7 ?HM2154
#~ 8 !HM2154
